/** The device's memory: IndexedDB. What it can't keep is an error that the door shows, never silence. */
import { asked, attempt, finished } from "scan/indexed";

const NAME = "scanner";
const VERSION = 2;
const KEPT_ANSWERS = 300;

export class Store {
  static async open() {
    const store = new Store();
    await store.reopen();
    return store;
  }

  /** Also after the memory was cleared under us. Raises what the browser says. */
  async reopen() {
    this.base?.close();
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = ({ oldVersion }) => {
      const made = (name, keyPath) => request.result.createObjectStore(name, keyPath && { keyPath });
      if (oldVersion < 1) {
        made("kept");
        made("queue", "entry.id");
        made("answers", "entry.id");
      }
      made("tallies", ["session", "audience"]);
      made("people", ["session", "after"]);
    };
    this.base = await asked(request);
    this.base.onversionchange = () => this.base.close(); // a newer page needs it
  }

  #read(...names) {
    const look = this.base.transaction(names);
    return (name) => look.objectStore(name);
  }

  /** A change of some stores in one stroke; `work(store)` gives a store by its name. */
  async #change(names, work) {
    const change = this.base.transaction(names, "readwrite", { durability: "strict" });
    const done = finished(change);
    done.catch(() => {}); // it is waited for below, also where `work` fails first
    try {
      const said = await work((name) => change.objectStore(name));
      await done;
      return said;
    } catch (error) {
      attempt(() => change.abort());
      throw error;
    }
  }

  /** Something of which there is one: `device`, `roster`, `session`, `clock`, … */
  get(key) {
    return asked(this.#read("kept")("kept").get(key));
  }

  set(key, value) {
    return this.#change(["kept"], (store) => void store("kept").put(value, key));
  }

  /** Entries that wait, the oldest first: their ids sort by time. */
  add(items) {
    return this.#change(["queue"], (store) => items.forEach((item) => store("queue").put(item)));
  }

  waiting(most) {
    return asked(this.#read("queue")("queue").getAll(null, most));
  }

  /** What has not left: entries in the queue, `clicked` people not yet counted in, and since when the oldest waits. */
  async backlog() {
    const store = this.#read("queue", "tallies");
    const [queued, [oldest], tallies] = await Promise.all([
      asked(store("queue").count()),
      asked(store("queue").getAll(null, 1)),
      asked(store("tallies").getAll()),
    ]);
    const since = [...(oldest ? [Date.parse(oldest.entry.occurred_at)] : []), ...tallies.map((tally) => tally.since)];
    return {
      queued,
      count: queued + tallies.length,
      clicked: tallies.reduce((sum, { n }) => sum + n, 0),
      since: since.length ? Math.min(...since) : null,
    };
  }

  /** A press of the clicker; what is now counted. One stroke, so that two windows add up. */
  tap(session, audience, by, now) {
    return this.#change(["tallies"], async (store) => {
      const known = await asked(store("tallies").get([session, audience]));
      const n = Math.max(0, (known?.n ?? 0) + by);
      if (n) store("tallies").put({ session, audience, n, since: known?.since ?? now, at: now });
      else store("tallies").delete([session, audience]);
      return n;
    });
  }

  tallies() {
    return asked(this.#read("tallies")("tallies").getAll());
  }

  /** All that was clicked goes into the queue as `itemOf(tally)`; the items. */
  countIn(itemOf) {
    return this.#change(["tallies", "queue"], async (store) => {
      const items = (await asked(store("tallies").getAll())).map(itemOf);
      items.forEach((item) => store("queue").put(item));
      store("tallies").clear();
      return items;
    });
  }

  /** What was answered leaves the queue in the same stroke in which its answer is kept. */
  async answer(answered) {
    await this.#change(["queue", "answers"], (store) => {
      for (const fact of answered) {
        store("queue").delete(fact.entry.id);
        store("answers").put(fact);
      }
    });
    await this.#change(["answers"], async (store) => {
      const known = await asked(store("answers").getAll());
      const old = known.slice(0, Math.max(0, known.length - KEPT_ANSWERS)).filter(({ untold }) => !untold);
      old.forEach(({ entry }) => store("answers").delete(entry.id));
    });
  }

  /** Somebody has read what the answers took back. */
  acknowledge(facts) {
    return this.#change(["answers"], (store) => facts.forEach((fact) => store("answers").put({ ...fact, untold: false })));
  }

  /** All that this device knows of: answered and waiting, in order. */
  async facts() {
    const store = this.#read("queue", "answers");
    const [answered, waiting] = await Promise.all(["answers", "queue"].map((name) => asked(store(name).getAll())));
    return [...answered, ...waiting].sort((one, other) => (one.entry.id < other.entry.id ? -1 : 1));
  }

  /** The pages of a session's list that have come, in no order; one is {session, after, next, etag, asked, parties}. */
  pages(session) {
    return asked(this.#read("people")("people").getAll(IDBKeyRange.bound([session, ""], [session, "\uffff"])));
  }

  /** Keeps a page, and takes away what `gone` names by where it began. */
  keepPage(page, gone = []) {
    return this.#change(["people"], (store) => {
      if (page) store("people").put(page);
      gone.forEach(({ session, after }) => store("people").delete([session, after]));
    });
  }

  /** A device that was stopped shows nobody's name any more; what has not been sent stays. */
  hideNames() {
    return this.#change(["kept", "people", "queue", "answers"], async (store) => {
      store("people").clear();
      store("kept").delete("roster");
      store("kept").put(true, "stopped");
      for (const name of ["queue", "answers"]) {
        for (const fact of await asked(store(name).getAll())) store(name).put({ ...fact, name: "" });
      }
    });
  }

  /** Forget the pairing; whether that was done. Never while something waits, in whatever window. */
  forget() {
    return this.#change(["kept", "answers", "people", "queue", "tallies"], async (store) => {
      const [queued, clicked] = await Promise.all(["queue", "tallies"].map((name) => asked(store(name).count())));
      if (queued || clicked) return false;
      for (const name of ["kept", "answers", "people"]) store(name).clear();
      return true;
    });
  }
}
