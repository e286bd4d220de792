/**
 * A tile layer drawn in GCJ-02 (高德 and others), laid where its contents really are.
 * Its tiles are those around the shifted centre, drawn around the true one: the shift changes so
 * slowly that one for the whole view is right to a fraction of a pixel.
 */
import L from "map/leaflet";

export async function shiftedTileLayer(url, options) {
  const { default: gcoord } = await import("gcoord");
  const shift = (place) => {
    const { lat, lng } = L.latLng(place);
    const [lon, shiftedLat] = gcoord.transform([lng, lat], gcoord.WGS84, gcoord.GCJ02);
    return L.latLng(shiftedLat, lon);
  };
  const parent = L.TileLayer.prototype;
  const Shifted = L.TileLayer.extend({
    _getTiledPixelBounds(centre) {
      return parent._getTiledPixelBounds.call(this, shift(centre));
    },
    _setZoomTransform(level, centre, zoom) {
      parent._setZoomTransform.call(this, level, shift(centre), zoom);
    },
    // The shift at the new centre, after the map was dragged.
    _onMoveEnd() {
      if (!this._map || this._map._animatingZoom) return;
      this._setZoomTransforms(this._map.getCenter(), this._map.getZoom());
      parent._onMoveEnd.call(this);
    },
  });
  return new Shifted(url, options);
}
