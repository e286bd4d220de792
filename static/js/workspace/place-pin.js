/** A pin that can be dragged, set by a tap and moved by arrow keys. `onMove` gets [lon, lat], WGS 84. */
import L from "map/leaflet";

const STEP_PX = { plain: 4, far: 40 };
const MOVES = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const CLOSE_ZOOM = 15;

export class PlacePin {
  constructor(map, { title, onMove }) {
    Object.assign(this, { map, onMove });
    const icon = L.divIcon({ className: "place-pin", iconSize: [30, 40], iconAnchor: [15, 38] });
    this.marker = L.marker(map.getCenter(), { icon, draggable: true, autoPan: true, keyboard: true, title, alt: title });
    this.marker.on("dragend", () => this.tell());
    map.on("click", ({ latlng }) => { this.put(latlng); this.tell(); });
    map.getContainer().addEventListener("keydown", (event) => this.onKey(event), { capture: true });
  }

  get isSet() {
    return this.map.hasLayer(this.marker);
  }

  put(latlng) {
    this.marker.setLatLng(latlng).addTo(this.map);
  }

  /** Puts the pin and brings it into view. */
  show([lon, lat], { near = true } = {}) {
    this.put([lat, lon]);
    if (near) this.map.setView([lat, lon], Math.max(this.map.getZoom(), CLOSE_ZOOM));
  }

  hide() {
    this.marker.remove();
  }

  tell() {
    const { lat, lng } = this.marker.getLatLng().wrap();
    this.onMove([Number(lng.toFixed(6)), Number(lat.toFixed(6))]);
  }

  /** Arrow keys move a pin that is there, and its map along with it; Enter puts one into the middle. */
  onKey(event) {
    const move = MOVES[event.key];
    if (event.key === "Enter" && !this.isSet && event.target === this.map.getContainer()) {
      event.preventDefault();
      this.put(this.map.getCenter());
      this.tell();
    }
    if (!move || !this.isSet) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? STEP_PX.far : STEP_PX.plain;
    const from = this.map.latLngToContainerPoint(this.marker.getLatLng());
    this.put(this.map.containerPointToLatLng(from.add(L.point(move).multiplyBy(step))));
    this.map.panInside(this.marker.getLatLng(), { padding: [40, 40] });
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.tell(), 250);
  }
}
