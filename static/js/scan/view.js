/** What the scanner shows: where we stand, what waits, how far the list has come, and the latest facts. */
import { lastToUndo, refusedUndoings, stateOf, undoings } from "scan/facts";
import { refusal } from "scan/judge";
import { clock, dayOf, either, say, today } from "scan/say";

const LATEST = 30;
const at = (id) => document.getElementById(id);

/** Show one of the page's parts: pairing, sessions, door. */
export function showPart(name) {
  for (const part of document.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== name;
}

export function showLine(state) {
  const element = at("line");
  element.dataset.state = state;
  element.textContent = say(`line-${state}`);
}

/** What has not left; that all had is only true of a moment, which is told. `clear` is when that was last so. */
export function showBacklog({ count, clicked, since }, clear) {
  const element = at("backlog");
  element.classList.toggle("is-waiting", count > 0);
  if (!count) {
    element.textContent = clear ? say("backlog-none", { time: clock(clear) }) : "";
    return;
  }
  const waiting = say("backlog", { n: count, time: clock(since) });
  element.textContent = clicked ? `${waiting} · ${say("backlog-clicked", { n: clicked })}` : waiting;
}

/** How much of the lists of names has come, while it comes. */
export function showProgress({ have, all }) {
  at("progress").hidden = have >= all;
  at("progress-text").textContent = say("progress", { have, all });
  Object.assign(at("progress-bar"), { max: Math.max(1, all), value: have });
}

export function showSound(isOn) {
  const button = at("sound");
  button.setAttribute("aria-pressed", String(isOn));
  button.textContent = say(isOn ? "sound-on" : "sound-off");
}

/** The sessions to choose from, those of today marked. */
export function showSessions(roster, onChoice) {
  at("sessions-none").hidden = roster.sessions.length > 0;
  at("session-list").replaceChildren(
    ...roster.sessions.map((session) => {
      const button = document.createElement("button");
      const [title, when] = [document.createElement("strong"), document.createElement("span")];
      title.textContent = either(session.activity, session.activity_en);
      when.textContent = [clock(session.starts_at), session.where, session.cancelled && say("is-cancelled")].filter(Boolean).join(" · ");
      button.type = "button";
      button.append(title, when);
      button.classList.toggle("is-today", dayOf(session.starts_at) === today());
      button.onclick = () => onChoice(session.id);
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
}

/** The door: which session, how many are in, and the latest facts of this device. `whoIs(fact)` names one. */
export function showDoor({ session, people, facts, whoIs, repeats = [], now }) {
  at("door-title").textContent = either(session.activity, session.activity_en);
  at("door-when").textContent = [clock(session.starts_at), session.where].filter(Boolean).join(" · ");
  at("door-people").textContent = String(people);
  at("door-capacity").textContent = session.capacity ? say("of-capacity", { capacity: session.capacity }) : "";
  const why = refusal({ session, count: 1, now });
  at("door-cancelled").hidden = why !== "cancelled";
  at("door-far").hidden = why !== "early" && why !== "late";
  const marks = {
    undone: undoings(facts),
    kept: refusedUndoings(facts),
    elsewhere: new Map(repeats.map((repeat) => [repeat.entry, repeat])),
  };
  const mine = facts.filter(({ entry }) => entry.session === session.id && !entry.undo_of).slice(-LATEST).reverse();
  at("facts-none").hidden = mine.length > 0;
  at("facts").replaceChildren(...mine.map((fact) => factLine(fact, whoIs(fact), marks)));
  at("undo").disabled = !lastToUndo(facts, session.id);
}

function factLine(fact, who, { undone, kept, elsewhere }) {
  const { entry, result } = fact;
  const item = document.createElement("li");
  const [what, state] = [document.createElement("span"), document.createElement("span")];
  const did = entry.service ? say(`service-${entry.service}`) : say("people", { n: entry.count });
  what.textContent = [clock(entry.occurred_at), who, did].join(" · ");
  const status = stateOf(fact, undone);
  state.className = "state";
  state.dataset.state = status;
  state.textContent = say(`state-${status}`);
  item.append(what, state);
  const repeat = elsewhere.get(entry.id);
  if (status === "quarantined" && result.detail) item.append(note(result.detail));
  if (status === "duplicate" && result.first?.occurred_at) {
    item.append(note(say("first-at", { time: clock(result.first.occurred_at), device: result.first.device || "—" })));
  }
  if (!undone.has(entry.id) && kept.has(entry.id)) item.append(note(`${say("undo-was-refused")} ${kept.get(entry.id).result.detail ?? ""}`));
  if (!undone.has(entry.id) && repeat) item.append(note(say("repeated-at", { time: clock(repeat.received_at), device: repeat.device })));
  return item;
}

function note(text) {
  const element = document.createElement("small");
  element.textContent = text;
  return element;
}
