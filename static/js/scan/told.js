/** What was green at the door and is not counted after all: it stays until somebody says that they have read it. */
import { clock, say } from "scan/say";

const at = (id) => document.getElementById(id);
let known = new Set();

/** Shows them; whether there is one that was not shown before. `whoIs(fact)` names a fact. */
export function showUntold(facts, whoIs) {
  const untold = facts.filter((fact) => fact.untold);
  const isNew = untold.some(({ entry }) => !known.has(entry.id));
  known = new Set(untold.map(({ entry }) => entry.id));
  at("untold").hidden = untold.length === 0;
  at("untold-list").replaceChildren(
    ...untold.map((fact) => {
      const item = document.createElement("li");
      const what = fact.entry.undo_of ? say("undo-was-refused") : whoIs(fact);
      item.textContent = [clock(fact.entry.occurred_at), what, fact.result.detail].filter(Boolean).join(" · ");
      return item;
    }),
  );
  return isNew;
}

export function untoldOf(facts) {
  return facts.filter((fact) => fact.untold);
}
