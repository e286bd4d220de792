/** A vector tile of venues, decoded to what is drawn: pixel positions in a tile of `SIZE`. */
import Pbf from "pbf";
import { VectorTile } from "@mapbox/vector-tile";

export const SIZE = 512;
const LAYER = "venues";

/** Features back to front (north to south, clusters last), each {x, y, n, k, id, name, o}. */
export function decode(bytes) {
  if (!bytes?.byteLength) return [];
  const layer = new VectorTile(new Pbf(bytes)).layers[LAYER];
  if (!layer) return [];
  const scale = SIZE / layer.extent;
  const features = new Array(layer.length);
  for (let i = 0; i < layer.length; i++) {
    const feature = layer.feature(i);
    const point = feature.loadGeometry()[0][0];
    const { n, k, id, name, o } = feature.properties;
    features[i] = { x: point.x * scale, y: point.y * scale, n: n ?? 1, k, id, name, o };
  }
  return features.sort((a, b) => (a.n > 1) - (b.n > 1) || a.y - b.y);
}

/** The feature whose mark covers a pixel of the tile, topmost first; null where there is none. */
export function featureAt(features, x, y, radiusOf, slack = 0) {
  let found = null;
  let nearest = Infinity;
  for (const feature of features) {
    const distance = Math.hypot(feature.x - x, feature.y - y);
    const reach = radiusOf(feature) + slack;
    if (distance <= reach && distance / reach <= nearest) {
      nearest = distance / reach;
      found = feature;
    }
  }
  return found;
}
