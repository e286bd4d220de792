import assert from "node:assert/strict";
import test from "node:test";
import "./browser.js";

globalThis.location = { href: "https://example.org/scan/" };
const { Clock } = await import("scan/clock");
const { ask, NoLine, NotPaired, Refused, worthOf } = await import("scan/http");
const { Line, patience } = await import("scan/line");
const { inTurn, progressOf, Roster } = await import("scan/roster");

const JSON_KIND = "application/json";
const PROBLEM = "application/problem+json";
const problem = (code, more) => JSON.stringify({ type: `urn:sciencemap:problem:${code}`, code, detail: code, ...more });

test("only the server's own word stops a device", () => {
  assert.throws(() => worthOf(401, PROBLEM, problem("not_paired")), NotPaired);
  const strangers = [
    [401, "text/html", "<h1>Proxy</h1>"],
    [401, JSON_KIND, problem("not_paired")],
    [401, PROBLEM, JSON.stringify({ type: "about:blank", code: "not_paired" })],
    [403, "text/html", ""],
    [407, PROBLEM, "{}"],
    [429, "text/plain", "slow down"],
    [500, "text/html", "<h1>500</h1>"],
    [502, "", ""],
    [200, "text/html", "<form>sign in to the wifi</form>"],
    [200, JSON_KIND, "<form>"],
    [200, JSON_KIND, "[]"],
    [204, JSON_KIND, ""],
  ];
  for (const reply of strangers) assert.throws(() => worthOf(...reply), NoLine, reply.join(" "));
  for (const [status, code] of [[403, "forbidden"], [429, "too_many"], [401, "other"], [403, "not_paired"], [500, "server_error"]]) {
    assert.throws(() => worthOf(status, PROBLEM, problem(code)), Refused, code);
  }
  assert.deepEqual(worthOf(200, `${JSON_KIND}; charset=utf-8`, '{"results": []}'), { results: [] });
});

/** A reply whose body comes in pieces, one every so many milliseconds. */
function dripping(pieces, every, signal) {
  const reader = {
    async read() {
      await new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, every);
        signal.addEventListener("abort", () => reject(Object.assign(new Error("cut"), { name: "AbortError" }), clearTimeout(timer)));
      });
      return pieces.length ? { done: false, value: new TextEncoder().encode(pieces.shift()) } : { done: true };
    },
  };
  return { status: 200, headers: new Map([["Content-Type", JSON_KIND]]), body: { getReader: () => reader } };
}

test("a reply may take long while it comes; one that stands still is cut off", async () => {
  const pieces = () => ['{"a', '":', "1", "}"];
  globalThis.fetch = async (_url, { signal }) => dripping(pieces(), 20, signal);
  assert.deepEqual((await ask("/x", { stall: 60 })).said, { a: 1 });
  globalThis.fetch = async (_url, { signal }) => dripping(pieces(), 90, signal);
  await assert.rejects(ask("/x", { stall: 30 }), NoLine);
});

test("failures wait longer, up to about a minute", () => {
  assert.deepEqual([0, 1, 3, 20].map((failures) => patience(failures, 0.5)), [0, 1000, 4000, 60000]);
});

/** A memory for the line and the roster. */
function memory(kept = {}) {
  const all = new Map(Object.entries(kept));
  const pages = new Map();
  const queue = [];
  return {
    all, pages, queue, answers: [],
    get: async (key) => all.get(key),
    set: async (key, value) => void all.set(key, value),
    pages: async (session) => [...pages.values()].filter((page) => page.session === session),
    keepPage: async (page, gone = []) => {
      if (page) pages.set(`${page.session} ${page.after}`, page);
      for (const { session, after } of gone) pages.delete(`${session} ${after}`);
    },
    held: pages,
    waiting: async (most) => queue.slice(0, most),
    backlog: async () => ({ queued: queue.length, count: queue.length, clicked: 0, since: queue.length ? 1 : null }),
    async answer(items) {
      this.answers.push(...items);
      queue.splice(0, items.length);
    },
  };
}

const head = (version, parties = 5) => ({ sessions: [{ id: "s", parties, version }, { id: "t", parties: 1, version: "1" }] });

/** A server whose lists come two parties a page; `cut` makes it fail at a cursor. */
function serving({ said, etag = "e", cut = null }, log) {
  return async (url) => {
    const path = url.pathname.split("/").at(-1);
    const [session, after] = [url.searchParams.get("session"), url.searchParams.get("after")];
    log.push(session ? `${session}:${after}` : path);
    if (cut !== null && after === cut) throw new TypeError("cut");
    const all = session === "t" ? ["t1"] : ["a", "b", "c", "d", "e"];
    const from = after ? all.indexOf(after) + 1 : 0;
    const people = all.slice(from, from + 2).map((id) => ({ id }));
    const body = session ? { people, next: from + 2 < all.length ? all[from + 1] : null } : said;
    return { status: 200, headers: new Map([["Content-Type", JSON_KIND], ["ETag", etag]]), text: async () => JSON.stringify(body) };
  };
}

test("sessions come first, then pages of people; a cut line goes on where it was, and only what changed comes again", async () => {
  const store = memory();
  const clock = new Clock(null, () => 1000);
  const roster = new Roster({ store, clock, addresses: { roster: "/roster", people: "/people" }, chosen: () => "s" });
  const log = [];
  globalThis.fetch = serving({ said: head("1"), cut: "d" }, log);
  await roster.bringSessions("k");
  const shown = () => progressOf(store.all.get("roster").sessions, store.all.get("lists") ?? {});
  assert.deepEqual(shown(), { have: 0, all: 6 });
  await roster.bringPage("k");
  await roster.bringPage("k");
  await assert.rejects(roster.bringPage("k"), NoLine);
  assert.deepEqual(log, ["roster", "s:", "s:b", "s:d"]);
  assert.deepEqual(shown(), { have: 4, all: 6 });
  globalThis.fetch = serving({ said: head("1") }, log);
  while (await roster.bringPage("k"));
  assert.deepEqual(log.slice(4), ["s:d", "t:"]);
  assert.deepEqual(shown(), { have: 6, all: 6 });
  assert.equal(store.held.size, 4);
  globalThis.fetch = serving({ said: head("2") }, log);
  await roster.bringSessions("k");
  assert.deepEqual(shown(), { have: 6, all: 6 }, "a list that is brought up to date is whole");
  while (await roster.bringPage("k"));
  assert.deepEqual(log.slice(6), ["roster", "s:", "s:b", "s:d"]);
  globalThis.fetch = serving({ said: { sessions: [{ id: "t", parties: 1, version: "1" }] } }, log);
  await roster.bringSessions("k");
  assert.deepEqual([...store.held.keys()], ["t "], "names of a session that is not ours any more go");
});

test("the chosen session's list comes first, and what there is no room for is left out", () => {
  const sessions = [{ id: "a", parties: 9_000 }, { id: "b", parties: 3_000 }, { id: "c", parties: 500 }];
  assert.deepEqual(inTurn(sessions, "b").map(({ id }) => id), ["b", "c"]);
  assert.deepEqual(inTurn(sessions, null).map(({ id }) => id), ["a", "c"]);
  assert.deepEqual(inTurn([...sessions, { id: "d", parties: 20_000 }], "d").map(({ id }) => id), ["d"]);
});

function line(store, reply) {
  const states = [];
  globalThis.addEventListener = () => {};
  globalThis.fetch = reply;
  const roster = { bringSessions: async () => {}, bringPage: async () => false };
  const clock = new Clock({ offset: 0, server: 0 }, () => 5_000);
  const found = new Line({ store, clock, roster, address: "/checkins", onChange: async () => {}, onState: async (state) => void states.push(state) });
  return { found, states, clock };
}

const stop = ({ found }) => clearTimeout(found.timer);

test("nothing leaves the queue unless the server has answered for it", async () => {
  const strangers = [
    () => ({ status: 200, headers: new Map([["Content-Type", "text/html"]]), text: async () => "<form>" }),
    () => ({ status: 200, headers: new Map([["Content-Type", JSON_KIND]]), text: async () => "{}" }),
    () => ({ status: 401, headers: new Map([["Content-Type", "text/html"]]), text: async () => "proxy" }),
    () => Promise.reject(new TypeError("no line")),
  ];
  for (const reply of strangers) {
    const store = memory();
    store.queue.push({ entry: { id: "a", occurred_at: "2026-12-01T02:00:00Z" }, counts: true });
    const at = line(store, async () => reply());
    await at.found.start("key");
    stop(at);
    assert.deepEqual([at.states, store.queue.length, store.all.has("clear")], [["down"], 1, false]);
  }
});

test("an answer is kept with what must be told, and that nothing is left has its moment", async () => {
  const store = memory();
  store.queue.push({ entry: { id: "a", occurred_at: "2026-12-01T02:00:00Z" }, counts: true });
  const received_at = "2026-12-01T10:06:00+08:00";
  const said = JSON.stringify({ results: [{ id: "a", status: "quarantined", detail: "why" }], received_at });
  const at = line(store, async () => ({ status: 200, headers: new Map([["Content-Type", JSON_KIND]]), text: async () => said }));
  await at.found.start("key");
  stop(at);
  assert.deepEqual(at.states, ["up"]);
  assert.equal(store.answers[0].untold, true);
  assert.equal(store.all.get("clear"), Date.parse(received_at));
  assert.deepEqual(store.all.get("clock"), at.clock.kept);
});
