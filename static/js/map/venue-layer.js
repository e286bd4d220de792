/** The venues on the map: vector tiles drawn on canvases, found again under the pointer. */
import L from "map/leaflet";
import { getBytes, wasAborted } from "lib/http";
import { decode, featureAt, SIZE } from "map/tile";
import { markRadius, Pins, readPalette } from "map/pins";
import { paint } from "map/tile-painter";

const NAMES_FROM_ZOOM = 14;
const KEPT_TILES = 120;

export const VenueLayer = L.GridLayer.extend({
  options: { tileSize: SIZE, pane: "venues", updateWhenIdle: false, updateWhenZooming: false, keepBuffer: 1, query: "", name: "venues", makePins: (...given) => new Pins(...given) },

  initialize({ url, version, kinds, ...options }) {
    L.setOptions(this, options);
    Object.assign(this, { url, version, kinds, decoded: new Map() });
    this.ratio = Math.min(window.devicePixelRatio || 1, 2);
    this.pins = this.options.makePins(kinds, this.ratio, readPalette());
    this.on("tileunload", ({ tile }) => tile.request?.abort());
  },

  /** Other filters: every tile keeps what it shows until the new one is there. */
  setQuery(query) {
    if (query === this.options.query) return;
    this.options.query = query;
    for (const { el, coords } of Object.values(this._tiles ?? {})) this.load(el, coords);
  },

  /** Colours changed (dark, light): same features, drawn again. */
  repaint() {
    this.pins = this.options.makePins(this.kinds, this.ratio, readPalette());
    for (const { el, coords } of Object.values(this._tiles ?? {})) if (el.features) this.draw(el, coords);
  },

  createTile(coords, done) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = SIZE * this.ratio;
    this.load(tile, coords, done);
    return tile;
  },

  tileUrl({ x, y, z }) {
    // 512-pixel tiles: the map's zoom is one more than the tile's.
    const path = this.url.replace("{z}", z - 1).replace("{x}", x).replace("{y}", y);
    const query = [this.options.query, `v=${this.version}`].filter(Boolean).join("&");
    return `${path}?${query}`;
  },

  async load(tile, coords, done) {
    const url = this.tileUrl(coords);
    tile.request?.abort();
    const request = (tile.request = new AbortController());
    try {
      const features = await this.features(url, request.signal);
      if (tile.request !== request) return;
      tile.features = features;
      this.draw(tile, coords);
      done?.(null, tile);
      this.fire("painted", { count: features.length });
    } catch (error) {
      if (wasAborted(error)) return;
      done?.(error, tile);
      this.fire("failed", { error });
    }
  },

  async features(url, signal) {
    const kept = this.decoded.get(url);
    if (kept) return kept;
    const features = decode(await getBytes(url, { signal }), this.options.name);
    this.decoded.set(url, features);
    if (this.decoded.size > KEPT_TILES) this.decoded.delete(this.decoded.keys().next().value);
    return features;
  },

  draw(tile, coords) {
    paint(tile, tile.features, this.pins, { names: coords.z >= NAMES_FROM_ZOOM });
  },

  /** The boxes of all marks in the container, for what must not lie under them. */
  marks() {
    const marks = [];
    for (const { el, coords } of Object.values(this._tiles ?? {})) {
      if (coords.z !== this._tileZoom) continue;
      const corner = coords.scaleBy(L.point(SIZE, SIZE)).subtract(this._map.getPixelOrigin()).add(this._map._getMapPanePos());
      for (const feature of el.features ?? []) {
        const [x, y, r] = [corner.x + feature.x, corner.y + feature.y, markRadius(feature)];
        marks.push({ left: x - r, top: y - r, right: x + r, bottom: y + r });
      }
    }
    return marks;
  },

  /** The venue or cluster under a point of the container, with its place: {feature, latlng}; null where none. */
  at(containerPoint, slack = 0) {
    if (!this._map || this._tileZoom === undefined) return null;
    const zoom = this._tileZoom;
    const pixel = this._map.project(this._map.containerPointToLatLng(containerPoint), zoom);
    const world = SIZE * 2 ** (zoom - 1);
    const x = Math.floor((((pixel.x % world) + world) % world) / SIZE);
    const tile = this._tiles[`${Math.floor(pixel.x / SIZE)}:${Math.floor(pixel.y / SIZE)}:${zoom}`] ??
      Object.values(this._tiles).find(({ coords }) => coords.z === zoom && coords.x === x && coords.y === Math.floor(pixel.y / SIZE));
    if (!tile?.el.features) return null;
    const origin = tile.coords.scaleBy(L.point(SIZE, SIZE));
    const feature = featureAt(tile.el.features, pixel.x - origin.x, pixel.y - origin.y, markRadius, slack);
    return feature && { feature, latlng: this._map.unproject(origin.add([feature.x, feature.y]), zoom) };
  },
});
