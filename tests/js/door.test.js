import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import "./browser.js";

const { COUNTED, judge, refusal, RECORDED } = await import("scan/judge");

// What the ledger answers, written by tests/activities/test_door_rules.py.
const TABLE = JSON.parse(await readFile(new URL("./door-table.json", import.meta.url), "utf8"));
const SAID = {
  accepted: ["in"],
  duplicate: ["again"],
  session_cancelled: ["cancelled"],
  other_session: ["other-session", "other-activity"],
  clock_out_of_range: ["early", "late"],
  over_capacity: ["over-capacity"],
  // Who is not on the list: why, the phone can't know.
  ticket_not_valid: ["unlisted", "early", "late", "over-capacity"],
};
const ROSTER = { sessions: TABLE.roster.map((id) => ({ id })) };

function verdictOf({ session: number, now, ticket, of, count, before }, stale) {
  const session = TABLE.sessions[number];
  const moment = Date.parse(now);
  if (!ticket) return refusal({ session, count, now: moment }) ?? "in";
  // What this device did itself it knows at once; its roster may be from before.
  const seen = new Map(before ? [[ticket, before === "in" ? moment : null]] : []);
  const expected = session.expected.map((party) => (stale && party.id === ticket ? { ...party, in: now } : party));
  const said = { registration: ticket, session: of, people: count };
  return judge(said, { session: { ...session, expected }, roster: ROSTER, seen, now: moment }).verdict;
}

test("the phone judges as the ledger answers, in every case of the table", () => {
  assert.ok(TABLE.cases.length > 300);
  for (const entry of TABLE.cases) {
    const verdict = verdictOf(entry, entry.before === "undone");
    assert.ok(SAID[entry.answer]?.includes(verdict), `${verdict}: ${JSON.stringify(entry)}`);
    if (entry.answer !== "accepted") assert.notEqual(verdict, "in");
  }
});

test("every answer of the ledger stands in the table", () => {
  const answers = new Set(TABLE.cases.map(({ answer }) => answer));
  assert.deepEqual([...answers].sort(), Object.keys(SAID).sort());
});

test("early is told from late, and another session of the roster from another activity", () => {
  const verdicts = (answer) => new Set(TABLE.cases.filter((entry) => entry.answer === answer).map((entry) => verdictOf(entry)));
  assert.deepEqual([...verdicts("clock_out_of_range")].sort(), ["early", "late"]);
  assert.deepEqual([...verdicts("other_session")].sort(), ["other-activity", "other-session"]);
});

test("all but a stranger's text is written down, and only what will count is counted here", () => {
  const known = new Set(TABLE.cases.map((entry) => verdictOf(entry)));
  for (const verdict of known) assert.ok(RECORDED.has(verdict), verdict);
  assert.ok(!RECORDED.has("no-ticket"));
  assert.deepEqual([...COUNTED].sort(), ["in", "unlisted"]);
});
