import assert from "node:assert/strict";
import test from "node:test";
import "./browser.js";

const { fromBase64url, publicId, uuid7 } = await import("scan/ids");
const { entryOf, judge, search } = await import("scan/judge");
const { readTicket } = await import("scan/tickets");

// Signed by activities/tickets.py with a key of 32 bytes 0x07; tests/activities/test_scanner_api.py holds it to this.
const KEY = { kid: "fe81", x: "6kpsY-KcUgq-9VB7Ey7F-ZVHdq6-vnuSQh7qaRRG0iw" };
const TICKET = 
  "Af6BAUtjXPhGUwABEMhTHQkAA2s1mwB5b3V0aAEaxpoZuNG_S1rgtcus2hSUYtCRBjoHgJcxow5PsM7n9eaV_RFCufwDLV7LtBYm1EJDgoX6GotxnRD8DphTIgo";
const NOW = Date.parse("2026-12-01T10:00:00+08:00");
const PARTY = { id: "0000000001", people: 3, audience: "youth", name: "张＊", tail: "5678", in: null };
const TIMES = { counts_from: "2026-12-01T00:00:00+08:00", counts_until: "2026-12-02T00:00:00+08:00" };
const SESSION = { id: "0000000000", cancelled: false, capacity: null, expected: [PARTY], ...TIMES };
const ROSTER = { sessions: [SESSION, { id: "0000000009" }] };
const ticket = (said) => ({ registration: PARTY.id, session: SESSION.id, people: 3, expires: NOW - 1000, ...said });
const at = (said, more = {}) => judge(said, { session: SESSION, roster: ROSTER, seen: new Map(), now: NOW, ...more });

test("a UUID v7 sorts by its time and says its version", () => {
  const ids = [1, 2, 3].map((ms) => uuid7(NOW + ms));
  assert.deepEqual([...ids].sort(), ids);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(Number.parseInt(ids[0].replaceAll("-", "").slice(0, 12), 16), NOW + 1);
});

test("base64url has one spelling", () => {
  assert.deepEqual([...fromBase64url("AQI")], [1, 2]);
  assert.equal(fromBase64url("AQJ"), null);
  assert.equal(fromBase64url("AQI="), null);
  assert.equal(publicId(Uint8Array.of(0, 0, 0, 0, 0, 0, 33)), "0000000011");
});

test("a true ticket is told, alone or in its address; one changed sign makes it none", async () => {
  const read = await readTicket(TICKET, [KEY]);
  assert.deepEqual([read.registration, read.session, read.people, read.audience], ["abcdefghjk", "0123456789", 3, "youth"]);
  assert.equal((await readTicket(`https://example.org/activities/ticket/${TICKET}/`, [KEY])).people, 3);
  for (let place = 0; place < TICKET.length; place += 7) {
    const sign = TICKET[place] === "A" ? "B" : "A";
    assert.equal(await readTicket(TICKET.slice(0, place) + sign + TICKET.slice(place + 1), [KEY]), null);
  }
  assert.equal(await readTicket(TICKET, [{ ...KEY, kid: "0000" }]), null);
  assert.equal(await readTicket("https://example.org/", [KEY]), null);
});

test("a door lets each party in once, and says what else a ticket is", () => {
  assert.equal(at(null).verdict, "no-ticket");
  assert.equal(at(ticket()).verdict, "in");
  assert.deepEqual(at(ticket(), { seen: new Map([[PARTY.id, 5]]) }), { verdict: "again", party: PARTY, since: 5 });
  const elsewhere = { ...SESSION, expected: [{ ...PARTY, in: "2026-12-01T09:31:00+08:00" }] };
  assert.equal(at(ticket(), { session: elsewhere }).verdict, "again");
  assert.equal(at(ticket({ session: "0000000009" })).verdict, "other-session");
  assert.equal(at(ticket({ session: "0000000008" })).verdict, "other-activity");
  assert.equal(at(ticket({ registration: "0000000002" })).verdict, "unlisted");
  assert.equal(at(ticket(), { session: { ...SESSION, cancelled: true } }).verdict, "cancelled");
  assert.equal(at(ticket(), { now: NOW + 86_400_000 }).verdict, "late");
  assert.equal(at(ticket(), { session: { ...SESSION, capacity: 2 } }).verdict, "over-capacity");
  assert.equal(at(ticket(), { session: { ...SESSION, capacity: 2 }, count: 2 }).verdict, "in");
  assert.equal(at(ticket(), { session: elsewhere, seen: new Map([[PARTY.id, null]]) }).verdict, "in", "taken back here");
});

test("somebody is found by the end of a number, or a name as far as it is masked", () => {
  assert.deepEqual(search([PARTY], "5678"), [PARTY]);
  assert.deepEqual(search([PARTY], "13812345678"), [PARTY]);
  assert.deepEqual(search([PARTY], "张三"), [PARTY]);
  assert.deepEqual(search([PARTY], "张三丰"), []);
  assert.deepEqual(search([PARTY], "李四"), []);
  assert.deepEqual(search([PARTY], " "), []);
});

test("an entry has the contract's form", () => {
  assert.deepEqual(entryOf({ id: "i", session: "s", count: 2, audience: "youth", method: "ticket", now: NOW }), {
    id: "i", session: "s", ticket: null, count: 2, audience: "youth", method: "ticket", occurred_at: "2026-12-01T02:00:00.000Z", undo_of: null,
  });
  assert.deepEqual(entryOf({ id: "i", session: "s", now: NOW, undoOf: "a", reason: "r" }), {
    id: "i", session: "s", occurred_at: "2026-12-01T02:00:00.000Z", undo_of: "a", reason: "r",
  });
});
