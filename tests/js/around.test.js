import assert from "node:assert/strict";
import test from "node:test";

import { bordersAround } from "../../static/js/map/around.js";

const half = (west, east) => ({
  geometry: { type: "Polygon", coordinates: [[[west, 0], [east, 0], [east, 2], [west, 2], [west, 0]]] },
});

test("the cut's own sides are no border", () => {
  const { coordinates } = bordersAround([half(0, 1), half(1, 2)]);
  const points = coordinates.flat();
  assert.ok(coordinates.length >= 1);
  assert.ok(points.every(([lon]) => lon === 1), "only the border between the two is left");
});

test("a border inside the box is whole", () => {
  const island = { geometry: { type: "MultiPolygon", coordinates: [[[[0.4, 0.4], [0.6, 0.4], [0.5, 0.6], [0.4, 0.4]]]] } };
  const { coordinates } = bordersAround([half(0, 2), island]);
  assert.deepEqual(coordinates, [[[0.4, 0.4], [0.6, 0.4], [0.5, 0.6], [0.4, 0.4]]]);
});
