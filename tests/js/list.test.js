import assert from "node:assert/strict";
import test from "node:test";
import "./browser.js";

const { settle } = await import("map/sheet");
const { arrange } = await import("map/place-names");
const { net } = await import("map/graticule");
const { isWithin } = await import("map/place");
const { fill, shortCount } = await import("lib/words");

const HEIGHTS = { peek: 90, half: 370, full: 680 };

test("a sheet let go settles at the nearest height", () => {
  assert.equal(settle(120, HEIGHTS, 0), "peek");
  assert.equal(settle(300, HEIGHTS, 0.1), "half");
  assert.equal(settle(600, HEIGHTS, -0.2), "full");
});

test("a quick drag goes on in its direction", () => {
  assert.equal(settle(120, HEIGHTS, 1), "half");
  assert.equal(settle(400, HEIGHTS, 1), "full");
  assert.equal(settle(400, HEIGHTS, -1), "half");
  assert.equal(settle(360, HEIGHTS, -1), "peek");
  assert.equal(settle(680, HEIGHTS, 2), "full");
});

test("names of places give way to marks and to earlier names, or stay away", () => {
  const box = { left: 0, right: 40, top: 0, bottom: 10 };
  assert.deepEqual(arrange([box], []), [[0, 0]]);
  assert.deepEqual(arrange([box, box, box], []), [[0, 0], [0, 18], [0, -18]]);
  assert.deepEqual(arrange([box], [{ left: -100, right: 100, top: -100, bottom: 100 }]), [null]);
});

test("somebody in another city is told so", () => {
  const bounds = [108.5, 23.9, 110.2, 26.1];
  assert.equal(isWithin([109.4, 24.3], bounds), true);
  assert.equal(isWithin([116.4, 39.9], bounds), false);
});

test("words are filled in, unknown braces stay", () => {
  assert.equal(fill("共 {n} 处 {x}", { n: 3 }), "共 3 处 {x}");
});

test("large counts are short in both languages", () => {
  assert.equal(shortCount(9999), "9999");
  assert.equal(shortCount(12345), "1.2万");
  assert.equal(shortCount(123456), "12万");
  assert.equal(shortCount(12345, "en"), "12k");
});

test("the net's lines are round and few at every zoom", () => {
  for (const width of [12, 3, 0.4, 0.05, 0.004]) {
    const lines = net([109, 24, 109 + width, 24 + width]);
    assert.ok(lines.length >= 4 && lines.length <= 60, `${width}: ${lines.length}`);
  }
});
