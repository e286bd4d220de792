import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import "./browser.js";

const { canBeSame, cleanNote, emptyGrid, HOLIDAYS, normal, problems, writeHours } = await import("workspace/hours/grid");
const { readHours } = await import("workspace/hours/reader");

const TABLE = JSON.parse(await readFile(new URL("./hours-table.json", import.meta.url), "utf8"));
const MORNING = [["09:00", "12:00"]];
const TWICE = [["09:00", "12:00"], ["14:30", "17:00"]];

function grid(days, more = {}) {
  return { ...emptyGrid(), days, ...more };
}

/** The same row of numbers every time: what fails can be looked at again. */
function* luck(seed) {
  for (let state = seed; ; ) {
    state = (state * 1103515245 + 12345) % 2147483648;
    yield state / 2147483648;
  }
}

for (const [text, rewritten] of TABLE) {
  test(rewritten === null ? `${text} stays a text` : `${text} is read and written`, () => {
    const read = readHours(text);
    assert.equal(read === null ? null : writeHours(read), rewritten);
    if (read) assert.deepEqual(readHours(writeHours(read)), read, "and read again it is the same");
  });
}

test("nothing is known of an empty text, and an empty grid says nothing", () => {
  assert.deepEqual(readHours("  "), emptyGrid());
  assert.equal(writeHours(emptyGrid()), "");
});

test("any grid comes back from its text", () => {
  const dice = luck(7);
  const roll = (n) => Math.floor(dice.next().value * n);
  const spans = [[], MORNING, TWICE, [["18:00", "02:00"]], [["00:00", "24:00"]], [["08:30", "24:00"]]];
  const pick = () => spans[roll(spans.length)];
  let seen = 0;
  for (let turn = 0; turn < 5000; turn += 1) {
    const one = pick();
    const uniform = roll(2);
    const days = Array.from({ length: 7 }, () => (uniform ? (roll(3) ? one : []) : pick()));
    const given = normal(grid(days, {
      holiday: HOLIDAYS[roll(4)], holidaySpans: pick(), ask: roll(4) === 0, note: ["", "", "团体请预约", '说"好"; PH off'][roll(4)],
    }));
    const text = writeHours(given);
    if (!given.days.some((day) => day.length) || text.length > 255) continue;
    seen += 1;
    assert.deepEqual(readHours(text), given, text);
  }
  assert.ok(seen > 3500);
});

test("holidays as ever can be said only where that is one thing", () => {
  const tuesdays = [[], MORNING, MORNING, MORNING, MORNING, MORNING, MORNING];
  assert.equal(canBeSame(grid(tuesdays)), true);
  assert.equal(canBeSame(grid([[], MORNING, TWICE, [], [], [], []])), false);
  assert.equal(canBeSame(grid([TWICE, MORNING, TWICE, TWICE, TWICE, TWICE, TWICE])), true);
  assert.equal(writeHours(grid(tuesdays, { holiday: "same" })), "Tu-Su 09:00-12:00; PH 09:00-12:00");
  assert.equal(writeHours(grid([[], MORNING, TWICE, [], [], [], []], { holiday: "same" })), "Tu 09:00-12:00; We 09:00-12:00,14:30-17:00");
});

test("spans are put in order", () => {
  assert.equal(writeHours(grid([[["14:00", "17:00"], ["08:00", "12:00"]], [], [], [], [], [], []])), "Mo 08:00-12:00,14:00-17:00");
});

test("what can't be hours is told by its day", () => {
  const wrong = grid([[["", "12:00"]], [["09:00", "09:00"]], [["09:00", "12:00"], ["11:00", "13:00"]], [["18:00", "02:00"], ["20:00", "21:00"]], TWICE, [["18:00", "02:00"]], []], { holiday: "own" });
  assert.deepEqual(problems(wrong), [
    { day: 0, what: "missing" }, { day: 1, what: "no-length" }, { day: 2, what: "overlap" }, { day: 3, what: "overlap" }, { day: 7, what: "missing" },
  ]);
});

test("a remark can't end itself", () => {
  assert.equal(cleanNote(' 说"好" 再"来\n'), "说“好” 再”来");
  assert.equal(writeHours(grid([MORNING, [], [], [], [], [], []], { note: '"; PH off' })), 'Mo 09:00-12:00 open "”; PH off"');
});
