import assert from "node:assert/strict";
import test from "node:test";
import "./browser.js";

const facts = await import("scan/facts");
const { added, lastToUndo, mustBeTold, onSiteSince, repainted, standing, stateOf, undoings } = facts;
const AT = "2026-12-01T02:00:00.000Z";
const scan = (id, more = {}) => ({
  entry: { id, session: "s", occurred_at: AT, count: 2, undo_of: null }, registration: "r", counts: true, verdict: "in", ...more,
});
const undo = (id, of, more = {}) => ({ entry: { id, session: "s", occurred_at: AT, undo_of: of }, registration: "", ...more });
const accepted = (answered = 10) => ({ result: { status: "accepted" }, answered });
const refused = { result: { status: "quarantined", detail: "why" }, answered: 10 };
const stands = (known, asked = -Infinity) => standing(known, "s", () => asked).get("r");

test("who was scanned is in; who was taken back is not, whatever an older roster says", () => {
  assert.equal(stands([scan("a")]), Date.parse(AT));
  assert.equal(standing([scan("a")], "other").size, 0);
  assert.equal(stands([scan("a"), undo("b", "a")]), null);
  assert.equal(stands([scan("a", accepted(10)), undo("b", "a", { result: { status: "undone" }, answered: 20 })], 15), null);
  assert.equal(stands([scan("a", accepted(10)), undo("b", "a", { result: { status: "undone" }, answered: 20 })], 25), undefined);
  assert.equal(stands([scan("a"), undo("b", "a"), scan("c")]), Date.parse(AT), "scanned, undone, scanned again");
  const again = scan("b", { counts: false, verdict: "again" });
  assert.equal(stands([scan("a"), again, undo("c", "a")]), null);
  const told = { ...again, result: { status: "duplicate", first: { id: "a", occurred_at: AT } }, answered: 20 };
  assert.equal(stands([scan("a", accepted()), told, undo("c", "a")]), null, "it repeats what was taken back");
});

test("what the ledger refused is not in, and an undoing that it refused took nothing back", () => {
  assert.equal(stands([scan("a", refused)]), undefined);
  assert.equal(stands([scan("a", accepted()), undo("b", "a", refused)]), Date.parse(AT));
  const first = { occurred_at: "2026-12-01T01:00:00Z" };
  assert.equal(stands([scan("a", { result: { status: "duplicate", first } })]), Date.parse(first.occurred_at));
});

test("a roster that was asked for after the answer knows better: the workspace may have taken somebody back", () => {
  assert.equal(stands([scan("a", accepted(10))], 9), Date.parse(AT));
  assert.equal(stands([scan("a", accepted(10))], 11), undefined);
});

test("the number at the door adds what the roster does not know yet, each once", () => {
  const sum = (known) => added(known, "s", 15);
  assert.equal(sum([scan("a")]), 2);
  assert.equal(sum([scan("a", accepted(10))]), 0);
  assert.equal(sum([scan("a", accepted(20))]), 2);
  assert.equal(sum([scan("a", accepted(10)), undo("b", "a")]), -2);
  assert.equal(sum([scan("a", accepted(20)), undo("b", "a", { result: { status: "undone" }, answered: 20 })]), 0);
  assert.equal(sum([scan("a", accepted(10)), undo("b", "a", refused)]), 0);
  assert.equal(sum([scan("a", { counts: false }), undo("b", "a")]), 0, "a repetition never counted");
  assert.equal(sum([scan("a", refused)]), 0);
});

test("the last that counts is taken back, not a repetition", () => {
  const known = [scan("a"), scan("b", { counts: false, verdict: "again" })];
  assert.equal(lastToUndo(known, "s").entry.id, "a");
  assert.equal(lastToUndo([...known, undo("c", "a")], "s"), undefined);
  assert.equal(lastToUndo([...known, undo("c", "a", refused)], "s").entry.id, "a");
  assert.equal(lastToUndo([scan("a", refused)], "s"), undefined);
});

test("an undoing is told as one only once the ledger has taken it", () => {
  const state = (...known) => stateOf(known[0], undoings(known));
  assert.equal(state(scan("a")), "waiting");
  assert.equal(state(scan("a", accepted()), undo("b", "a")), "undoing");
  assert.equal(state(scan("a", accepted()), undo("b", "a", { result: { status: "undone" } })), "undone");
  assert.equal(state(scan("a", accepted()), undo("b", "a", refused)), "accepted");
});

test("what was green and is not counted must be told; so must an undoing that was refused", () => {
  assert.equal(mustBeTold(scan("a"), refused.result), true);
  assert.equal(mustBeTold(scan("a", { counts: false, verdict: "late" }), refused.result), false);
  assert.equal(mustBeTold(scan("a"), { status: "accepted" }), false);
  assert.equal(mustBeTold(undo("b", "a"), refused.result), true);
  assert.equal(mustBeTold({ entry: { id: "v", service: "in" } }, refused.result), true);
});

test("a card is painted over where the answer says otherwise", () => {
  const becomes = (fact, status) => repainted(fact, { status });
  const again = scan("a", { counts: false, verdict: "again" });
  assert.equal(becomes(scan("a"), "accepted"), null);
  assert.equal(becomes(scan("a"), "quarantined"), "not-counted");
  assert.equal(becomes(scan("a"), "duplicate"), "repeated");
  assert.equal(becomes(again, "accepted"), "counted");
  assert.equal(becomes(again, "duplicate"), null);
  assert.equal(becomes(scan("a", { verdict: "unlisted" }), "quarantined"), "not-counted");
  assert.equal(becomes(scan("a", { counts: false, verdict: "late" }), "quarantined"), null);
  assert.equal(becomes(undo("b", "a"), "quarantined"), "undo-refused");
  assert.equal(becomes(undo("b", "a"), "undone"), null);
});

test("who is on site is what the roster says, and what this device has told since", () => {
  const volunteer = { id: "a", in: "2026-12-01T01:00:00Z" };
  const told = (service, answered, status = "accepted") => ({
    entry: { volunteer: "a", service, occurred_at: AT }, ...(answered && { result: { status }, answered }),
  });
  const away = { id: "a", in: null };
  assert.equal(onSiteSince(volunteer, [], 100), Date.parse(volunteer.in));
  assert.equal(onSiteSince(volunteer, [told("out")], 100), null, "not sent yet");
  assert.equal(onSiteSince(volunteer, [told("out", 150)], 100), null);
  assert.equal(onSiteSince(away, [told("in", 50)], 100), null, "another phone signed out");
  assert.equal(onSiteSince(away, [told("in", 150, "quarantined")], 100), null);
});
