/** What this window knows: read anew from the device's memory after every change, in whatever window that was made. */
import { Clock } from "scan/clock";
import { added, standing } from "scan/facts";
import { uuid7 } from "scan/ids";
import { Store } from "scan/store";

const CHOSEN = "scan-session"; // of this window alone; it outlives a reload

export class Phone {
  device = null;
  roster = null;
  lists = {};
  facts = [];
  backlog = { queued: 0, count: 0, clicked: 0, since: null };
  expected = [];
  lastMs = 0;

  static async open() {
    const phone = new Phone();
    phone.store = await Store.open();
    phone.clock = new Clock(await phone.store.get("clock"));
    return phone;
  }

  async read() {
    const { store } = this;
    const single = ["roster", "lists", "clear", "stopped", "session"].map((key) => store.get(key));
    const [facts, backlog, roster, lists, clear, stopped, last] = await Promise.all([store.facts(), store.backlog(), ...single]);
    // A new window begins where the device was last; from then on each goes its own way.
    if (sessionStorage.getItem(CHOSEN) === null) sessionStorage.setItem(CHOSEN, last ?? "");
    const sessionId = sessionStorage.getItem(CHOSEN) || null;
    const pages = sessionId && roster ? await store.pages(sessionId) : [];
    Object.assign(this, { facts, backlog, roster, clear, stopped, sessionId, lists: lists ?? {} });
    this.expected = this.#parties(pages);
    const newest = facts.at(-1)?.entry.id.replaceAll("-", "").slice(0, 12);
    if (newest) this.lastMs = Math.max(this.lastMs, Number.parseInt(newest, 16));
  }

  /** Who is expected, each once, with the moment at which the server was asked about them last. */
  #parties(pages) {
    const session = this.roster?.sessions.find(({ id }) => id === this.sessionId);
    const isFresh = Boolean(session) && this.lists[session.id]?.version === session.version;
    const found = new Map();
    for (const page of pages.sort((one, other) => one.asked - other.asked)) {
      const asked = isFresh ? this.roster.asked : page.asked;
      for (const party of page.parties) found.set(party.id, { ...party, asked });
    }
    return [...found.values()];
  }

  /** The session at whose door this window stands; `isWhole` is whether its list has come. */
  get session() {
    const found = this.roster?.sessions.find(({ id }) => id === this.sessionId);
    if (!found) return null;
    return { ...found, expected: this.expected, isWhole: found.parties === 0 || Boolean(this.lists[found.id]?.version) };
  }

  async choose(id) {
    sessionStorage.setItem(CHOSEN, id ?? "");
    this.sessionId = id;
    if (id) await this.store.set("session", id);
  }

  get seen() {
    const asked = new Map(this.expected.map((party) => [party.id, party.asked]));
    return standing(this.facts, this.sessionId, (registration) => asked.get(registration) ?? -Infinity);
  }

  get people() {
    return (this.session?.people ?? 0) + added(this.facts, this.sessionId, this.roster.asked);
  }

  /** An id for what happens now. Ids keep the order in which things happened, whatever becomes of the clock. */
  newId() {
    this.lastMs = Math.max(this.clock.now(), this.lastMs + 1);
    return uuid7(this.lastMs);
  }

  /** When something happens: by the server's time if it is known, with the phone's own to reckon from if not. */
  stamp() {
    return { now: this.clock.now(), at: this.clock.device(), sure: this.clock.isRight };
  }

  /** Write facts down; raises where the memory fails. One that was cleared under us is filled again with what we know. */
  async keep(items) {
    try {
      await this.store.add(items);
    } catch {
      await this.#refill();
      await this.store.add(items);
    }
  }

  async #refill() {
    await this.store.reopen();
    if (this.device && !(await this.store.get("device"))) {
      await this.store.set("device", this.device);
      await this.store.set("clock", this.clock.kept);
      await this.store.add(this.facts.filter(({ result }) => !result));
    }
  }
}
