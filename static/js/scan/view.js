/** What the scanner shows: where we stand, what waits, the last verdict, and the latest facts. */
import { isFar } from "scan/judge";
import { clock, dayOf, either, say } from "scan/say";

const LATEST = 30;
const TONES = { in: "good", again: "notice", "no-ticket": "bad" }; // all else is for the organizer to decide
const BUZZ = { good: 40, notice: [60, 60, 60], bad: [200, 80, 200] };
const at = (id) => document.getElementById(id);

/** Show one of the page's parts: pairing, sessions, door. */
export function showPart(name) {
  for (const part of document.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== name;
}

export function showLine(state) {
  const element = at("line");
  element.dataset.state = state;
  element.textContent = say(`line-${state}`);
  at("stopped").hidden = state !== "stopped";
}

export function showBacklog({ count, since }) {
  const element = at("backlog");
  element.classList.toggle("is-waiting", count > 0);
  element.textContent = count ? say("backlog", { n: count, time: clock(since) }) : say("backlog-none");
}

/** The sessions to choose from, those of today marked. */
export function showSessions(roster, onChoice) {
  const today = dayOf(Date.now());
  at("sessions-none").hidden = roster.sessions.length > 0;
  at("session-list").replaceChildren(
    ...roster.sessions.map((session) => {
      const button = document.createElement("button");
      const [title, when] = [document.createElement("strong"), document.createElement("span")];
      title.textContent = either(session.activity, session.activity_en);
      when.textContent = [clock(session.starts_at), session.where, session.cancelled && say("is-cancelled")].filter(Boolean).join(" · ");
      button.type = "button";
      button.append(title, when);
      button.classList.toggle("is-today", dayOf(session.starts_at) === today);
      button.onclick = () => onChoice(session.id);
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
}

/** The door: which session, how many are in, and the latest facts of this device. */
export function showDoor({ session, people, facts, labels, repeats = [] }) {
  at("door-title").textContent = either(session.activity, session.activity_en);
  at("door-when").textContent = [clock(session.starts_at), session.where].filter(Boolean).join(" · ");
  at("door-people").textContent = String(people);
  at("door-capacity").textContent = session.capacity ? say("of-capacity", { capacity: session.capacity }) : "";
  at("door-cancelled").hidden = !session.cancelled;
  at("door-far").hidden = session.cancelled || !isFar(session, Date.now());
  const undone = new Set(facts.map(({ entry }) => entry.undo_of).filter(Boolean));
  const elsewhere = new Map(repeats.map((repeat) => [repeat.entry, repeat]));
  const mine = facts.filter(({ entry }) => entry.session === session.id && !entry.undo_of).slice(-LATEST).reverse();
  at("facts-none").hidden = mine.length > 0;
  at("facts").replaceChildren(...mine.map((fact) => factLine(fact, undone.has(fact.entry.id), labels, elsewhere.get(fact.entry.id))));
  at("undo").disabled = !mine.some((fact) => canUndo(fact, undone));
}

export function canUndo({ entry, result }, undone) {
  return !entry.service && !undone.has(entry.id) && (!result || result.status === "accepted");
}

function factLine({ entry, name, result }, isUndone, labels, repeat) {
  const item = document.createElement("li");
  const [what, state] = [document.createElement("span"), document.createElement("span")];
  const who = name || labels.get(entry.audience) || entry.audience;
  const did = entry.service ? say(`service-${entry.service}`) : say("people", { n: entry.count });
  what.textContent = [clock(entry.occurred_at), who, did].join(" · ");
  const status = isUndone ? "undone" : (result?.status ?? "waiting");
  state.className = "state";
  state.dataset.state = status;
  state.textContent = say(`state-${status}`);
  item.append(what, state);
  if (!isUndone && result?.status === "quarantined" && result.detail) item.append(note(result.detail));
  if (!isUndone && result?.status === "duplicate" && result.first?.occurred_at) {
    item.append(note(say("first-at", { time: clock(result.first.occurred_at), device: result.first.device || "—" })));
  }
  if (!isUndone && repeat) item.append(note(say("repeated-at", { time: clock(repeat.received_at), device: repeat.device })));
  return item;
}

function note(text) {
  const element = document.createElement("small");
  element.textContent = text;
  return element;
}

/** The last verdict, large: seen at arm's length, felt in the hand, read out by a screen reader. */
export function showVerdict({ verdict, title, text }) {
  const tone = TONES[verdict] ?? "notice";
  const card = at("verdict");
  card.dataset.tone = tone;
  card.hidden = false;
  at("verdict-title").textContent = title;
  at("verdict-text").textContent = text;
  navigator.vibrate?.(BUZZ[tone]);
}
