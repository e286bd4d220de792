import assert from "node:assert/strict";
import test from "node:test";
import "./browser.js";

const { optionOf, rowsOf } = await import("insights/chart");
const { originOf, wrapped } = await import("insights/picture");

const LOOK = { ink: "#000", soft: "#333", line: "#ccc", ground: "#fff", size: 12, font: "sans" };
const ROWS = [
  { name: "三江侗族自治县", n: 76061, to: "/a" },
  { name: "城中区", n: 0, to: "/b" },
];

test("a chart says the table's rows in the table's order", () => {
  for (const kind of ["bar", "rank"]) {
    const option = optionOf(kind, ROWS, LOOK);
    const names = (kind === "rank" ? option.yAxis : option.xAxis).data;
    assert.deepEqual(names, ["三江侗族自治县", "城中区"]);
    assert.deepEqual(option.series[0].data.map(({ value }) => value), [76061, 0]);
  }
});

test("a ranking begins at the top", () => {
  assert.equal(optionOf("rank", ROWS, LOOK).yAxis.inverse, true);
});

test("a split names its parts and their share, not by colour alone", () => {
  const { series } = optionOf("pie", ROWS, LOOK);
  assert.equal(series[0].label.formatter({ name: "青少年", percent: 47.6 }), "青少年 48%");
  assert.notEqual(series[0].data[0].itemStyle.color, series[0].data[1].itemStyle.color);
});

test("nothing moves by itself", () => {
  for (const kind of ["bar", "rank", "pie"]) assert.equal(optionOf(kind, ROWS, LOOK).animation, false);
});

test("rows are read from the table: name, number, where they lead", () => {
  const row = (name, n, href) => ({
    dataset: { n },
    querySelector: (what) => (what === "th" ? { textContent: ` ${name} ` } : href ? { href } : null),
  });
  const figure = { querySelectorAll: () => [row("农民", "77", "/rows"), row("青少年", "7.5", "")] };
  assert.deepEqual(rowsOf(figure), [
    { name: "农民", n: 77, to: "/rows" },
    { name: "青少年", n: 7.5, to: "" },
  ]);
});

test("what was not reported is a gap, and 0 is 0", () => {
  const row = (n) => ({ dataset: { n }, querySelector: (what) => (what === "th" ? { textContent: "月" } : null) });
  const figure = { querySelectorAll: () => [row(""), row("0")] };
  assert.deepEqual(rowsOf(figure).map(({ n }) => n), [null, 0]);
});

test("where a figure comes from is written below the picture in lines that fit", () => {
  const width = (text) => text.length;
  assert.deepEqual(wrapped("一个人参加一场", 3, width), ["一个人", "参加一", "场"]);
  assert.deepEqual(wrapped("Person-times, 2026-01-01 to 2026-12-31", 16, width), ["Person-times,", "2026-01-01 to", "2026-12-31"]);
  assert.deepEqual(wrapped("", 3, width), []);
  const figure = { querySelectorAll: (what) => (what === ".origin p" ? [{ textContent: " 来源：账本 " }] : []) };
  assert.deepEqual(originOf(figure), ["来源：账本"]);
});
