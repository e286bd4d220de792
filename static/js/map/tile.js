/**
 * A vector tile of venues, decoded to what is drawn: pixel positions in a tile of `SIZE`.
 * Only points are read, straight into plain objects: this is the way of every mark on the map.
 */
import Pbf from "pbf";

export const SIZE = 512;
/** Field numbers of the vector tile specification 2.1. */
const TILE = { layer: 3 };
const LAYER_PARTS = { name: 1, feature: 2, key: 3, value: 4, extent: 5 };
const FEATURE_PARTS = { tags: 2, geometry: 4 };

/** Features back to front (north to south, then clusters, the largest last), each {x, y, n, k, id, name, o}. */
export function decode(bytes, name = "venues") {
  const features = [];
  if (!bytes?.byteLength) return features;
  new Pbf(bytes).readFields((part, _, pbf) => {
    if (part !== TILE.layer) return;
    const layer = pbf.readMessage(readLayer, { name: "", extent: 4096, keys: [], values: [], points: [] });
    if (layer.name === name) for (const point of layer.points) features.push(featureOf(point, layer));
  }, null);
  return features.sort((a, b) => a.n - b.n || a.y - b.y);
}

function readLayer(part, layer, pbf) {
  if (part === LAYER_PARTS.name) layer.name = pbf.readString();
  else if (part === LAYER_PARTS.feature) layer.points.push(pbf.readMessage(readPoint, { tags: [], x: 0, y: 0 }));
  else if (part === LAYER_PARTS.key) layer.keys.push(pbf.readString());
  else if (part === LAYER_PARTS.value) layer.values.push(pbf.readMessage(readValue, { value: null }).value);
  else if (part === LAYER_PARTS.extent) layer.extent = pbf.readVarint();
}

function readPoint(part, point, pbf) {
  if (part === FEATURE_PARTS.tags) pbf.readPackedVarint(point.tags);
  else if (part === FEATURE_PARTS.geometry) {
    const end = pbf.readVarint() + pbf.pos;
    pbf.readVarint(); // “move to”, once
    point.x = pbf.readSVarint();
    point.y = pbf.readSVarint();
    pbf.pos = end;
  }
}

function readValue(part, holder, pbf) {
  const read = [null, "readString", "readFloat", "readDouble", "readVarint", "readVarint", "readSVarint", "readBoolean"][part];
  if (read) holder.value = pbf[read]();
}

function featureOf({ tags, x, y }, { extent, keys, values }) {
  const feature = { x: (x * SIZE) / extent, y: (y * SIZE) / extent, n: 1, k: undefined, id: undefined, name: undefined, o: undefined };
  for (let i = 0; i < tags.length; i += 2) feature[keys[tags[i]]] = values[tags[i + 1]];
  return feature;
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
