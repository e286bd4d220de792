/** Borders of what lies around the city. The data are cut to a box; the cut is no border and is left out. */
const NEAR = 1e-5;

/** The borders of polygon features ([lon, lat] rings) as one MultiLineString without the box's sides. Pure. */
export function bordersAround(features) {
  const rings = features.flatMap(({ geometry }) => polygons(geometry).flat());
  const box = bounds(rings.flat());
  return { type: "MultiLineString", coordinates: rings.flatMap((ring) => inner(ring, box)) };
}

function polygons({ type, coordinates }) {
  return type === "Polygon" ? [coordinates] : coordinates;
}

function bounds(points) {
  const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)];
  const extreme = (pick, numbers) => numbers.reduce((a, b) => pick(a, b));
  return { lon: [extreme(Math.min, lons), extreme(Math.max, lons)], lat: [extreme(Math.min, lats), extreme(Math.max, lats)] };
}

function inner(ring, box) {
  const lines = [];
  let line = [];
  for (let i = 1; i < ring.length; i += 1) {
    if (onSide(ring[i - 1], ring[i], box)) {
      if (line.length) lines.push(line);
      line = [];
    } else {
      if (!line.length) line.push(ring[i - 1]);
      line.push(ring[i]);
    }
  }
  if (line.length) lines.push(line);
  return lines;
}

function onSide(a, b, box) {
  const along = (axis, sides) => sides.some((side) => Math.abs(a[axis] - side) < NEAR && Math.abs(b[axis] - side) < NEAR);
  return along(0, box.lon) || along(1, box.lat);
}
