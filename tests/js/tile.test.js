import assert from "node:assert/strict";
import test from "node:test";
import Pbf from "pbf";
import "./browser.js";

const { decode, featureAt } = await import("map/tile");
const { markRadius } = await import("map/pins");
const { placeNames } = await import("map/tile-painter");

/** A tile of points as the server builds it: [{x, y, properties}] in units of an extent of 4096. */
function encode(points) {
  const keys = [...new Set(points.flatMap(({ properties }) => Object.keys(properties)))];
  const values = [...new Set(points.flatMap(({ properties }) => Object.values(properties)))];
  const tile = new Pbf();
  tile.writeMessage(3, (_, layer) => {
    layer.writeVarintField(15, 2);
    layer.writeStringField(1, "venues");
    for (const { x, y, properties } of points) {
      layer.writeMessage(2, (_, feature) => {
        feature.writePackedVarint(2, Object.entries(properties).flatMap(([key, value]) => [keys.indexOf(key), values.indexOf(value)]));
        feature.writeVarintField(3, 1);
        feature.writePackedVarint(4, [9, (x << 1) ^ (x >> 31), (y << 1) ^ (y >> 31)]);
      }, null);
    }
    for (const key of keys) layer.writeStringField(3, key);
    for (const value of values) {
      layer.writeMessage(4, (_, out) => (typeof value === "number" ? out.writeVarintField(5, value) : out.writeStringField(1, value)), null);
    }
    layer.writeVarintField(5, 4096);
  }, null);
  return tile.finish();
}

test("an empty tile has no venues", () => {
  assert.deepEqual(decode(null), []);
  assert.deepEqual(decode(new Uint8Array()), []);
});

test("positions become pixels, also of marks beyond the edge, clusters lie on top", () => {
  const features = decode(encode([
    { x: 2048, y: 2048, properties: { n: 12, k: "museum" } },
    { x: -80, y: 4096, properties: { id: "b", k: "library" } },
    { x: 800, y: 8, properties: { id: "a", k: "library", name: "图书馆", o: 1 } },
  ]));
  assert.deepEqual(features.map(({ x, y, n, id }) => [x, y, n, id]), [[100, 1, 1, "a"], [-10, 512, 1, "b"], [256, 256, 12, undefined]]);
  assert.equal(features[0].name, "图书馆");
  assert.equal(features[0].o, 1);
});

test("a press finds the mark under it, the nearer of two, and nothing in between", () => {
  const features = [{ x: 100, y: 100, n: 1, id: "a" }, { x: 120, y: 100, n: 1, id: "b" }];
  assert.equal(featureAt(features, 106, 100, markRadius).id, "a");
  assert.equal(featureAt(features, 114, 100, markRadius).id, "b");
  assert.equal(featureAt(features, 300, 100, markRadius), null);
  assert.equal(featureAt(features, 145, 100, markRadius, 10).id, "b");
});

test("names keep off marks, off each other and inside their tile", () => {
  const widthOf = (text) => text.length * 13;
  const features = [
    { x: 100, y: 100, n: 1, name: "柳州科技馆" }, { x: 500, y: 200, n: 1, name: "图书馆" },
    { x: 110, y: 104, n: 1, name: "被挤掉的" }, { x: -5, y: 300, n: 1, name: "邻块的" }, { x: 50, y: 400, n: 3 },
  ];
  const placed = placeNames(features, widthOf);
  const of = (text) => placed.find((name) => name.text === text);
  assert.equal(of("柳州科技馆").x < 100, true, "left, since a mark stands at the right");
  assert.equal(of("图书馆").x + 39 <= 500, true, "left of the tile's edge");
  assert.equal(of("邻块的"), undefined);
  for (const { x, text } of placed) assert.ok(x >= 0 && x + widthOf(text) <= 512, text);
});

test("long names are cut with an ellipsis", () => {
  const [name] = placeNames([{ x: 200, y: 100, n: 1, name: "三江侗族自治县中小学生综合实践教育基地" }], (text) => text.length * 13);
  assert.match(name.text, /^三江侗族自治县.*…$/);
  assert.ok(name.text.length * 13 <= 150 + 13);
});
