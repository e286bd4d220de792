/** The screen's line to the server: fresh data every few minutes, the last kept while there is none. */
const EVERY_MS = 5 * 60 * 1000;
const AGAIN_MS = 30 * 1000;
const SETTLED_MS = 1000;

export class Line {
  /** `onData(data)`; `onLine(since)` gets null, or when the data came while the line is down; `onRenewed()` a new version. */
  constructor({ url, worker, scope, onData, onLine, onRenewed }) {
    Object.assign(this, { url, worker, scope, onData, onLine, onRenewed });
    this.last = new Date();
  }

  start() {
    this.refresh();
    this.keepShell();
    // The service worker learns of a change a moment later than the page.
    for (const change of ["online", "offline"]) addEventListener(change, () => setTimeout(() => this.refresh(), SETTLED_MS));
  }

  async refresh() {
    clearTimeout(this.timer);
    const turn = (this.turn = (this.turn ?? 0) + 1);
    let since = null;
    try {
      const reply = await fetch(this.url, { cache: "no-cache" });
      if (!reply.ok) throw new Error(String(reply.status));
      const data = await reply.json();
      if (turn !== this.turn) return; // a later question is under way
      this.onData(data);
      const kept = reply.headers.get("X-Kept-At");
      if (kept) since = new Date(kept);
      else this.last = new Date();
    } catch {
      since = this.last;
    }
    if (turn !== this.turn) return;
    this.onLine(since);
    if (!since) this.shell?.update().catch(() => {});
    this.timer = setTimeout(() => this.refresh(), since ? AGAIN_MS : EVERY_MS);
  }

  /** The service worker takes over at once; what came before it is asked for again, so that it is kept. */
  async keepShell() {
    const workers = navigator.serviceWorker;
    if (!workers) return;
    let first = !workers.controller;
    workers.addEventListener("controllerchange", () => {
      if (!first) return this.onRenewed();
      first = false;
      fetch(location.pathname).catch(() => {});
      this.refresh();
    });
    this.shell = await workers.register(this.worker, { scope: this.scope }).catch(() => null);
  }
}
