/** The last verdict, large: seen at arm's length, heard, felt in the hand, read out by a screen reader. */
import { repainted } from "scan/facts";
import { clock, say } from "scan/say";

/** Verdict → [colour, sound]. All else waits for the organizer: amber, and the sound of no. */
const TONES = {
  in: ["good", "good"],
  counted: ["good", "good"],
  undone: ["notice", "again"],
  again: ["notice", "again"],
  repeated: ["notice", "again"],
  unlisted: ["notice", "again"],
  "no-ticket": ["bad", "bad"],
  "no-camera": ["bad", "bad"],
  "not-kept": ["bad", "bad"],
  "not-counted": ["bad", "bad"],
  "undo-refused": ["bad", "bad"],
};
const at = (id) => document.getElementById(id);

export class Card {
  constructor(sound) {
    this.sound = sound;
    this.entry = null;
  }

  /** `entry` is the id of what was written down for it, by which an answer finds the card. */
  show(verdict, values = {}, entry = null) {
    const [colour, sound] = TONES[verdict] ?? ["notice", "bad"];
    this.entry = entry;
    this.shown = { verdict, values };
    at("verdict").dataset.tone = colour;
    at("verdict").hidden = false;
    this.#words();
    this.sound.play(sound);
  }

  #words() {
    const { verdict, values } = this.shown;
    at("verdict-title").textContent = say(`verdict-${verdict}`, values);
    at("verdict-text").textContent = values.text ?? say(`verdict-${verdict}-text`, values);
  }

  /** While somebody is being looked at, the one before is not shown any more. */
  clear() {
    at("verdict").hidden = true;
    this.entry = null;
    this.shown = null;
  }

  /** The answer to what the card says may be another one: it is painted over, and heard. Whether it was. */
  hear(facts) {
    const fact = this.entry && facts.find(({ entry }) => entry.id === this.entry);
    if (!fact?.result) return false;
    const verdict = repainted(fact, fact.result);
    this.entry = null; // an answer is the last word
    if (verdict) this.show(verdict, this.#valuesOf(fact, verdict));
    return Boolean(verdict);
  }

  #valuesOf({ entry, name, result }, verdict) {
    const { first, detail } = result;
    const who = name || "";
    const values = { name: who, n: entry.count ?? 0, time: clock(first?.occurred_at ?? entry.occurred_at), device: first?.device || "—" };
    return verdict === "not-counted" || verdict === "undo-refused" ? { ...values, text: [who, detail].filter(Boolean).join(" · ") } : values;
  }
}
