/** The line to the server: pairing, the roster, and the queue that leaves only what was answered behind. */
import { patience } from "scan/judge";

const AT_ONCE = 100;
const PATIENCE_MS = 20_000;
const BEAT_MS = 60_000;
const ELSEWHERE_MS = 5_000; // another window of the app is at it

export class NotPaired extends Error {}

export class Refused extends Error {}

async function reply(url, { key, method = "GET", body, headers = {} }) {
  const found = await fetch(document.documentElement.lang === "en" ? `${url}?lang=en` : url, {
    method,
    credentials: "omit",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
    headers: { ...headers, ...(key && { Authorization: `Bearer ${key}` }), ...(body && { "Content-Type": "application/json" }) },
    body: body && JSON.stringify(body),
  });
  if (found.status === 401) throw new NotPaired();
  if (found.ok || found.status === 304) return found;
  const problem = await found.json().catch(() => ({}));
  throw new Refused(problem.detail ?? String(found.status));
}

/** Become a scanner. The same code and key may be sent again after a lost reply. */
export async function pair(url, { code, name, key }) {
  return (await reply(url, { method: "POST", body: { code, name, key } })).json();
}

export class Line {
  /** `store` and `addresses` {roster, checkins}; `onChange()` after what was sent or heard; `onState(state)`: up, down, stopped. */
  constructor({ store, addresses, onChange, onState }) {
    Object.assign(this, { store, addresses, onChange, onState });
    this.failures = 0;
  }

  start(key) {
    this.key = key;
    for (const change of ["online", "visibilitychange"]) addEventListener(change, () => this.hurry());
    this.hurry();
  }

  /** Try now, whatever went wrong before. */
  hurry() {
    this.failures = 0;
    return this.#turn();
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
    if (!navigator.locks) return this.#exchange();
    return navigator.locks.request("scan-line", { ifAvailable: true }, (lock) => lock && this.#exchange());
  }

  async #exchange() {
    try {
      while ((await this.#send()) > 0);
      await this.#fetchRoster();
      this.failures = 0;
      this.onState("up");
      return "up";
    } catch (error) {
      if (error instanceof NotPaired) {
        this.onState("stopped");
        return "stopped";
      }
      this.failures += 1;
      this.onState("down");
      return "down";
    }
  }

  /** One batch; how many are left. An empty one tells the organizer that nothing waits here. */
  async #send() {
    const items = await this.store.waiting(AT_ONCE);
    const { count, since } = await this.store.backlog();
    const left = count - items.length;
    const body = {
      entries: items.map(({ entry }) => entry),
      sent_at: new Date().toISOString(),
      unsent: left,
      oldest_unsent_at: left && since ? new Date(since).toISOString() : null,
    };
    const { results } = await (await reply(this.addresses.checkins, { method: "POST", key: this.key, body })).json();
    const byId = new Map(results.map((result) => [result.id, result]));
    const answered = items.filter(({ entry }) => byId.has(entry.id));
    if (items.length && !answered.length) throw new Refused("unanswered");
    if (answered.length) {
      await this.store.answer(answered.map((item) => ({ item, result: byId.get(item.entry.id) })));
      await this.onChange();
    }
    return left;
  }

  async #fetchRoster() {
    const known = await this.store.get("roster");
    const headers = known?.etag ? { "If-None-Match": known.etag } : {};
    const found = await reply(this.addresses.roster, { key: this.key, headers });
    if (found.status === 304) return;
    await this.store.set("roster", { etag: found.headers.get("ETag"), at: Date.now(), ...(await found.json()) });
    await this.onChange();
  }
}
