/** Draws a tile's features on its canvas: pins, clusters, and names where they fit. */
import { PIN, markRadius } from "map/pins";
import { SIZE } from "map/tile";
import { shortCount } from "lib/words";

const NAME_PX = 13;
const LONGEST_NAME_PX = 150;
const GAP = 3;

export function paint(canvas, features, pins, { names = false } = {}) {
  const pen = canvas.getContext("2d");
  const ratio = canvas.width / SIZE;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, canvas.width, canvas.height);
  for (const feature of features) {
    const picture = feature.n > 1 ? pins.cluster(feature, shortCount(feature.n)) : pins.pin(feature.k, feature.o);
    // Whole device pixels keep the pictograms sharp.
    pen.drawImage(picture, Math.round(feature.x * ratio - picture.width / 2), Math.round(feature.y * ratio - picture.height / 2));
  }
  if (!names) return;
  pen.scale(ratio, ratio);
  pen.font = `500 ${NAME_PX}px ${pins.palette.font}`;
  for (const { text, x, y } of placeNames(features, (text) => pen.measureText(text).width)) {
    pen.lineWidth = 3.5;
    pen.lineJoin = "round";
    pen.textBaseline = "middle";
    pen.strokeStyle = pins.palette.halo;
    pen.strokeText(text, x, y);
    pen.fillStyle = pins.palette.label;
    pen.fillText(text, x, y);
  }
}

/**
 * Where names go: right of the mark, else left, else below, else nowhere. A name stays inside its
 * tile, since the neighbour does not draw it, and only the tile that holds the point names it.
 */
export function placeNames(features, widthOf) {
  const taken = features.map((feature) => around(feature.x, feature.y, markRadius(feature), markRadius(feature)));
  const placed = [];
  for (const feature of features) {
    if (feature.n > 1 || !feature.name || !inside(feature)) continue;
    const text = shortened(feature.name, widthOf);
    const width = widthOf(text);
    const aside = PIN / 2 + GAP;
    const spots = [
      [feature.x + aside, feature.y],
      [feature.x - aside - width, feature.y],
      [feature.x - width / 2, feature.y + aside + NAME_PX / 2],
    ];
    for (const [x, y] of spots) {
      const box = [x - 1, y - NAME_PX / 2 - 1, x + width + 1, y + NAME_PX / 2 + 1];
      if (!within(box) || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      placed.push({ text, x, y });
      break;
    }
  }
  return placed;
}

function shortened(name, widthOf) {
  if (widthOf(name) <= LONGEST_NAME_PX) return name;
  const letters = [...name];
  while (letters.length > 1 && widthOf(`${letters.join("")}…`) > LONGEST_NAME_PX) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

function around(x, y, halfWidth, halfHeight) {
  return [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
}

function inside({ x, y }) {
  return x >= 0 && x < SIZE && y >= 0 && y < SIZE;
}

function within([left, top, right, bottom]) {
  return left >= 0 && top >= 0 && right <= SIZE && bottom <= SIZE;
}

function overlap(a, b) {
  return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
}
