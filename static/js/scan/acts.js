/** What is done at the door. Every fact is kept on the device before anything is shown; what could not be kept is red. */
import { lastToUndo } from "scan/facts";
import { COUNTED, entryOf, judge, RECORDED, refusal, serviceOf } from "scan/judge";
import { askParty, askSure } from "scan/panels";
import { clock, either, say } from "scan/say";
import { readTicket } from "scan/tickets";

export class Acts {
  /** `onKept()` after something was written down; `camera` is paused while a party is asked about. */
  constructor({ phone, card, camera, onKept, whoIs }) {
    Object.assign(this, { phone, card, camera, onKept, whoIs });
    this.turn = Promise.resolve();
  }

  /** Something may fail in the hand of who stands there: then nothing is green, and they hear it. */
  try(act) {
    return this.#inTurn(() => {
      this.card.clear();
      return act();
    });
  }

  /** One after the other: a code that is read twice in a blink is judged the second time by what the first has left. */
  #inTurn(act) {
    this.turn = this.turn.then(() => this.#guarded(act));
    return this.turn;
  }

  async #guarded(act) {
    try {
      await act();
    } catch (error) {
      console.warn(error);
      this.card.show("not-kept");
    }
  }

  /** Write one down; its id. `mine` is for this device's own list: name, registration, verdict. */
  async #keep(said, mine) {
    const { now, at, sure } = this.phone.stamp();
    const entry = entryOf({ id: this.phone.newId(), session: this.phone.sessionId, now, ...said });
    await this.phone.keep([{ entry, at, sure, ...mine }]);
    return entry.id;
  }

  text(text) {
    return this.try(async () => {
      const here = this.phone.session;
      if (!here) return;
      const ticket = await readTicket(text, this.phone.roster.keys);
      await this.#admit(ticket, ticket?.text);
    });
  }

  party({ id, people, audience }) {
    return this.try(() => this.#admit({ registration: id, session: this.phone.sessionId, people, audience }, id));
  }

  /** Somebody at the door with a ticket, or found on the list. `sent` is what the ledger gets as the ticket. */
  async #admit(ticket, sent) {
    const { phone } = this;
    const judged = (count) => judge(ticket, { session: phone.session, roster: phone.roster, seen: phone.seen, now: phone.clock.now(), count });
    let count = Math.max(1, ticket?.people ?? 1);
    let found = judged(count);
    if (["in", "over-capacity"].includes(found.verdict) && count > 1) {
      count = await this.#howMany(found.party?.name || say("party"), count);
      if (count === null) return;
      found = judged(count);
    }
    const { verdict, party, since, other } = found;
    const name = party?.name ?? "";
    const session = phone.session;
    let id = null;
    if (RECORDED.has(verdict)) {
      const said = { ticket: sent, count, audience: ticket.audience, method: "ticket" };
      id = await this.#keep(said, { name, verdict, registration: ticket.registration, counts: COUNTED.has(verdict) });
    }
    const isPartial = verdict === "unlisted" && !session.isWhole;
    this.#show(verdict, { name, n: count, since, other, text: isPartial ? say("verdict-unlisted-partial") : undefined }, id);
    if (id) await this.onKept();
  }

  async #howMany(title, people) {
    this.camera.paused = true;
    try {
      return await askParty({ title, people });
    } finally {
      this.camera.paused = false;
    }
  }

  #show(verdict, { since, other, ...rest }, id) {
    const { session } = this.phone;
    const values = {
      ...rest,
      time: since ? clock(since) : "",
      other: other ? either(other.activity, other.activity_en) : "",
      when: clock(verdict === "late" ? session.ends_at : session.starts_at),
      capacity: session.capacity ?? "",
    };
    this.card.show(verdict, values, id);
  }

  walkIn({ audience, count }) {
    return this.try(async () => {
      const verdict = refusal({ session: this.phone.session, count, now: this.phone.clock.now() }) ?? "in";
      const id = await this.#keep({ audience, count, method: "paper" }, { name: "", verdict, counts: verdict === "in" });
      this.#show(verdict, { name: "", n: count }, id);
      await this.onKept();
    });
  }

  /** What was clicked goes into the queue, of whatever session it was: nothing is left in the hand. */
  async countIn() {
    const { phone } = this;
    await this.#inTurn(async () => {
      if (!(await phone.store.tallies()).length) return;
      const shown = [];
      await phone.store.countIn(({ session, audience, n, at: now }) => {
        const door = phone.roster?.sessions.find(({ id }) => id === session);
        const verdict = (door && refusal({ session: door, count: n, now })) ?? "in";
        const { at, sure } = phone.stamp();
        const entry = entryOf({ id: phone.newId(), session, now, count: n, audience, method: "turnstile" });
        if (session === phone.sessionId && phone.session) shown.push([verdict, { name: "", n }, entry.id]);
        return { entry, at, sure, name: "", verdict, counts: verdict === "in" };
      });
      for (const card of shown) this.#show(...card);
      await this.onKept();
    });
  }

  async undo() {
    const last = lastToUndo(this.phone.facts, this.phone.sessionId);
    if (!last || !(await askSure(say("undo-sure", { who: this.whoIs(last), n: last.entry.count })))) return;
    await this.try(async () => {
      const id = await this.#keep({ undoOf: last.entry.id, reason: say("undo-reason") }, { name: last.name });
      this.card.show("undone", { text: last.name }, id);
      await this.onKept();
    });
  }

  sign({ volunteer, service }) {
    return this.try(async () => {
      const { now, at, sure } = this.phone.stamp();
      const entry = serviceOf({ id: this.phone.newId(), session: this.phone.sessionId, volunteer: volunteer.id, service, now });
      await this.phone.keep([{ entry, name: volunteer.name, at, sure }]);
      await this.onKept();
    });
  }
}
