/** The line to the server: the queue, which leaves only what was answered behind, and the roster. */
import { mustBeTold } from "scan/facts";
import { ask, NoLine, NotPaired, Refused } from "scan/http";

const MOST = 100;
const FIRST = 25; // a slow line is not asked for too much at once
const LEAST = 5;
const BEAT_MS = 60_000;
const ELSEWHERE_MS = 5_000; // another window of the app is at it

/** Become a scanner. The same code and key may be sent again after a lost reply. */
export async function pair(url, { code, name, key }) {
  return (await ask(url, { body: { code, name, key } })).said;
}

/** How long to wait after so many failures in a row, milliseconds. */
export function patience(failures, random = Math.random()) {
  return failures === 0 ? 0 : Math.min(60_000, 1000 * 2 ** (failures - 1)) * (0.75 + random / 2);
}

export class Line {
  /** `onChange()` after what was sent or heard; `onState(state)`: up, down, stopped. */
  constructor({ store, clock, roster, address, onChange, onState }) {
    Object.assign(this, { store, clock, roster, address, onChange, onState });
    this.failures = 0;
    this.most = FIRST;
  }

  start(key) {
    this.key = key;
    if (!this.isStarted) {
      this.isStarted = true;
      for (const change of ["online", "visibilitychange"]) addEventListener(change, () => this.hurry());
    }
    return this.hurry();
  }

  /** Try now, whatever went wrong before. */
  hurry() {
    this.failures = 0;
    return this.key ? this.#turn() : undefined;
  }

  /** One turn at a time, also among several windows of the app; what is asked for meanwhile is done after. */
  async #turn() {
    clearTimeout(this.timer);
    this.again = this.busy;
    if (this.busy) return;
    this.busy = true;
    const state = await this.#alone().finally(() => (this.busy = false));
    if (state === "stopped") return;
    const wait = this.failures ? patience(this.failures) : state ? BEAT_MS : ELSEWHERE_MS;
    this.timer = setTimeout(() => this.#turn(), this.again ? 0 : wait);
  }

  async #alone() {
    if (!globalThis.navigator?.locks) return this.#exchange();
    return navigator.locks.request("scan-line", { ifAvailable: true }, (lock) => lock && this.#exchange());
  }

  async #exchange() {
    try {
      if (!this.clock.isRight) await this.#send(0); // what time it is, before anything is told to have happened
      await this.#sendAll();
      await this.roster.bringSessions(this.key);
      await this.onState("up");
      await this.onChange();
      while (await this.roster.bringPage(this.key)) {
        await this.onChange();
        if ((await this.store.backlog()).queued) await this.#sendAll();
      }
      this.failures = 0;
      return "up";
    } catch (error) {
      const isOver = error instanceof NotPaired;
      if (!isOver) this.failures += 1;
      if (!(error instanceof NotPaired || error instanceof NoLine || error instanceof Refused)) console.warn(error);
      this.most = Math.max(LEAST, Math.floor(this.most / 2));
      await this.onState(isOver ? "stopped" : "down");
      return isOver ? "stopped" : "down";
    }
  }

  async #sendAll() {
    while ((await this.#send(this.most)) > 0) this.most = Math.min(MOST, this.most * 2);
  }

  /** One batch; how many entries are left. An empty one tells the organizer that nothing waits here. */
  async #send(most) {
    const items = most ? await this.store.waiting(most) : [];
    const { count, queued, since } = await this.store.backlog();
    const left = count - items.length;
    const asked = this.clock.device();
    const body = {
      entries: items.map((item) => ({ ...item.entry, occurred_at: this.clock.momentOf(item) })),
      sent_at: new Date(this.clock.now()).toISOString(),
      device_at: new Date(asked).toISOString(),
      unsent: left,
      oldest_unsent_at: left && since ? new Date(since).toISOString() : null,
    };
    const { said } = await ask(this.address, { key: this.key, body });
    const server = Date.parse(said.received_at);
    if (!Array.isArray(said.results) || Number.isNaN(server)) throw new NoLine("no answers");
    this.clock.heard({ asked, came: this.clock.device(), server });
    await this.store.set("clock", this.clock.kept);
    await this.#take(items, said.results);
    if (left === 0) await this.store.set("clear", server);
    return queued - items.length;
  }

  async #take(items, results) {
    const byId = new Map(results.map((result) => [result.id, result]));
    const known = items.filter(({ entry }) => byId.has(entry.id));
    if (items.length && !known.length) throw new NoLine("unanswered");
    if (!known.length) return;
    const answered = this.clock.now();
    await this.store.answer(
      known.map((item) => {
        const result = byId.get(item.entry.id);
        return { ...item, result, answered, untold: mustBeTold(item, result) };
      }),
    );
    await this.onChange();
  }
}
