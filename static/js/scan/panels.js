/** What the door does besides scanning: a party's size, walk-ins, and search by name. */
import { search } from "scan/judge";
import { clock, either, say } from "scan/say";

const MOST = 100_000;
const SHOWN = 50;
const at = (id) => document.getElementById(id);

/** A number with − and +; at least one. */
export class Stepper {
  constructor(root) {
    this.field = root.querySelector("input");
    const [less, more] = root.querySelectorAll("button");
    less.onclick = () => (this.value -= 1);
    more.onclick = () => (this.value += 1);
  }

  get value() {
    return Math.min(MOST, Math.max(1, Math.round(Number(this.field.value)) || 1));
  }

  set value(people) {
    this.field.value = Math.min(MOST, Math.max(1, people));
  }
}

/** Asks before something that can't be had back. Resolves with true or false. */
export function askSure(text) {
  const dialog = at("sure");
  at("sure-text").textContent = text;
  return answerOf(dialog).then((answer) => answer === "yes");
}

function answerOf(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue);
  });
}

/** Asks how many of a party have come. Resolves with a number, or null. */
export function askParty({ title, people }) {
  const dialog = at("party");
  const stepper = new Stepper(dialog);
  at("party-title").textContent = title;
  stepper.value = people;
  return answerOf(dialog).then((answer) => (answer === "yes" ? stepper.value : null));
}

/** Audiences as buttons of which one is pressed; the choice stays for the next. */
export function offerAudiences(root, audiences, chosen, onChoice) {
  root.replaceChildren(
    ...audiences.map(({ id, zh, en }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "chip";
      button.textContent = either(zh, en);
      button.setAttribute("aria-pressed", String(id === chosen));
      button.onclick = () => {
        for (const other of root.children) other.setAttribute("aria-pressed", String(other === button));
        onChoice(id);
      };
      return button;
    }),
  );
}

/** Walk-ins: an audience and how many. `onPeople({audience, count})`. */
export function openWalkIn({ audiences, onPeople }) {
  const dialog = at("walk-in");
  const stepper = new Stepper(dialog);
  const yes = dialog.querySelector("[value=yes]");
  let audience = null;
  yes.disabled = true;
  stepper.value = 1;
  offerAudiences(at("walk-in-audiences"), audiences, null, (id) => {
    audience = id;
    yes.disabled = false;
  });
  return answerOf(dialog).then((answer) => answer === "yes" && onPeople({ audience, count: stepper.value }));
}

/** The list: found by a name or the end of a phone number. `onParty(party)`. */
export function openSearch({ session, seen, onParty }) {
  const dialog = at("search");
  const field = at("search-text");
  const list = at("search-found");
  const show = () => {
    const found = search(session.expected, field.value);
    at("search-none").hidden = found.length > 0 || !field.value.trim();
    list.replaceChildren(...found.slice(0, SHOWN).map((party) => line(party, seen, choose)));
  };
  const choose = (party) => {
    dialog.close();
    onParty(party);
  };
  field.value = "";
  field.oninput = show;
  show();
  dialog.showModal();
  field.focus();
}

function line(party, seen, choose) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  const since = seen.has(party.id) ? seen.get(party.id) : party.in ? Date.parse(party.in) : null;
  const name = document.createElement("strong");
  const rest = document.createElement("span");
  name.textContent = party.name || "—";
  rest.textContent = [party.tail && say("tail", { tail: party.tail }), say("people", { n: party.people }), since && say("in-since", { time: clock(since) })]
    .filter(Boolean)
    .join(" · ");
  button.type = "button";
  button.append(name, rest);
  button.classList.toggle("is-in", Boolean(since));
  button.onclick = () => choose(party);
  item.append(button);
  return item;
}
