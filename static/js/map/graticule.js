/** A faint net of meridians and parallels over the local base map: something that moves with the map where the land is empty. */
import L from "map/leaflet";

const LINES_ACROSS = 6;
const STEPS = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005];

/** Lines ([[lat, lon], [lat, lon]]) a round step apart over an area [w, s, e, n]. Pure. */
export function net([west, south, east, north]) {
  const step = STEPS.findLast((size) => (east - west) / size <= LINES_ACROSS * 2.5) ?? STEPS[0];
  const between = (from, to) => {
    const first = Math.ceil(from / step);
    return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, i) => (first + i) * step);
  };
  return [
    ...between(west, east).map((lon) => [[south, lon], [north, lon]]),
    ...between(south, north).map((lat) => [[lat, west], [lat, east]]),
  ];
}

export class Graticule {
  constructor(map, renderer) {
    this.map = map;
    this.lines = L.polyline([], { renderer, interactive: false, weight: 1, smoothFactor: 0 });
  }

  show(colour) {
    this.lines.setStyle({ color: colour, opacity: 0.14 }).addTo(this.map);
    this.draw();
    this.map.off("moveend", this.draw, this).on("moveend", this.draw, this);
  }

  hide() {
    this.map.off("moveend", this.draw, this);
    this.lines.remove();
  }

  draw() {
    const area = this.map.getBounds().pad(0.5);
    this.lines.setLatLngs(net([area.getWest(), area.getSouth(), area.getEast(), area.getNorth()]));
  }
}
