/** The device's memory: IndexedDB, so that nothing is lost by a reload or a dead battery. */
const NAME = "scanner";
const VERSION = 1;
const KEPT_ANSWERS = 300;

/** A promise of what a request brings. */
function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

export class Store {
  static async open() {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("kept");
      request.result.createObjectStore("queue", { keyPath: "entry.id" });
      request.result.createObjectStore("answers", { keyPath: "entry.id" });
    };
    const store = new Store();
    store.base = await asked(request);
    return store;
  }

  /** Something of which there is one: `device`, `roster`, `session`, a session's `tally-…`. */
  get(key) {
    return asked(this.base.transaction("kept").objectStore("kept").get(key));
  }

  async set(key, value) {
    const change = this.base.transaction("kept", "readwrite", { durability: "strict" });
    change.objectStore("kept").put(value, key);
    await finished(change);
  }

  /** Entries that wait, the oldest first: a UUID v7 sorts by its time. `also` is set in the same stroke. */
  async add(items, also = {}) {
    const change = this.base.transaction(["queue", "kept"], "readwrite", { durability: "strict" });
    for (const item of items) change.objectStore("queue").put(item);
    for (const [key, value] of Object.entries(also)) change.objectStore("kept").put(value, key);
    await finished(change);
  }

  waiting(most) {
    return asked(this.base.transaction("queue").objectStore("queue").getAll(null, most));
  }

  /** How many wait, and since when the oldest does. */
  async backlog() {
    const queue = this.base.transaction("queue").objectStore("queue");
    const [count, [oldest]] = await Promise.all([asked(queue.count()), asked(queue.getAll(null, 1))]);
    return { count, since: oldest ? Date.parse(oldest.entry.occurred_at) : null };
  }

  /** What was answered leaves the queue in the same stroke in which its answer is kept. */
  async answer(answers) {
    const change = this.base.transaction(["queue", "answers"], "readwrite", { durability: "strict" });
    for (const { item, result } of answers) {
      change.objectStore("queue").delete(item.entry.id);
      change.objectStore("answers").put({ ...item, result });
    }
    await finished(change);
    await this.#forgetOld();
  }

  async #forgetOld() {
    const change = this.base.transaction("answers", "readwrite");
    const answers = change.objectStore("answers");
    const keys = await asked(answers.getAllKeys());
    for (const key of keys.slice(0, Math.max(0, keys.length - KEPT_ANSWERS))) answers.delete(key);
    await finished(change);
  }

  /** All that this device knows of: answered and waiting, in order. */
  async facts() {
    const look = this.base.transaction(["queue", "answers"]);
    const [answered, waiting] = await Promise.all(
      ["answers", "queue"].map((name) => asked(look.objectStore(name).getAll())),
    );
    return [...answered, ...waiting].sort((one, other) => (one.entry.id < other.entry.id ? -1 : 1));
  }

  /** Forget the pairing. Only while nothing waits. */
  async forget() {
    const change = this.base.transaction(["kept", "answers"], "readwrite");
    for (const name of ["kept", "answers"]) change.objectStore(name).clear();
    await finished(change);
  }
}

/** Which registrations this device has let in at a session, and when: facts that were neither undone nor refused. */
export function seenAt(facts, session) {
  const undone = new Set(facts.map(({ entry }) => entry.undo_of).filter(Boolean));
  const seen = new Map();
  for (const { entry, registration, result } of facts) {
    const counts = !result || result.status === "accepted" || result.status === "duplicate";
    if (!registration || entry.session !== session || entry.undo_of || undone.has(entry.id) || !counts) continue;
    const since = Date.parse(result?.first?.occurred_at ?? entry.occurred_at);
    if (!seen.has(registration)) seen.set(registration, since);
  }
  return seen;
}
