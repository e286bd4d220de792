/** Names of places on the map. They give way to each other and to the venues' marks. */
import L from "map/leaflet";

const CALM_MS = 120;
const GAP_PX = 3;
/** Where a name may go, in its own widths and heights from its place: there, below, above, aside, a little further. */
const STEPS = [[0, 0], [0, 1], [0, -1], [0.6, 0], [-0.6, 0], [0.6, 1], [-0.6, 1], [0.6, -1], [-0.6, -1], [0, 1.8], [0, -1.8]];

/**
 * For each box ({left, top, right, bottom}) the shift [x, y] in pixels that frees it, or null where
 * there is no room; earlier boxes go first. Pure.
 */
export function arrange(boxes, obstacles) {
  const taken = [...obstacles];
  return boxes.map((box) => {
    const [width, height] = [box.right - box.left, box.bottom - box.top];
    for (const step of STEPS) {
      const [x, y] = [step[0] * width, step[1] * height];
      const moved = { left: box.left + x, right: box.right + x, top: box.top + y, bottom: box.bottom + y };
      if (!taken.every((other) => apart(moved, other))) continue;
      taken.push(moved);
      return [x, y];
    }
    return null;
  });
}

function apart(a, b) {
  return a.right + GAP_PX < b.left || b.right + GAP_PX < a.left || a.bottom + GAP_PX < b.top || b.bottom + GAP_PX < a.top;
}

/** Names can wait until the page has answered the visitor. */
const whenIdle = window.requestIdleCallback ? (act) => window.requestIdleCallback(act, { timeout: 500 }) : (act) => act();

export class PlaceNames {
  constructor(map) {
    Object.assign(this, { map, markers: [], obstacles: () => [] });
    map.on("zoomend resize", () => this.arrangeSoon());
  }

  set(places) {
    for (const marker of this.markers) marker.remove();
    this.markers = places.map(({ text, lat, lon, outside }) => {
      const span = document.createElement("span");
      span.textContent = text;
      const icon = L.divIcon({ className: outside ? "place-name is-outside is-hidden" : "place-name is-hidden", html: span, iconSize: null });
      return L.marker([lat, lon], { icon, pane: "names", interactive: false, keyboard: false }).addTo(this.map);
    });
    this.arrangeSoon();
  }

  arrangeSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => whenIdle(() => this.arrange()), CALM_MS);
  }

  arrange() {
    const boxes = this.markers.map((marker) => {
      const { x, y } = this.map.latLngToContainerPoint(marker.getLatLng());
      const { offsetWidth: width, offsetHeight: height } = marker.getElement().firstChild;
      return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
    });
    const shifts = arrange(boxes, this.obstacles());
    this.markers.forEach((marker, i) => {
      const element = marker.getElement();
      element.classList.toggle("is-hidden", shifts[i] === null);
      element.firstChild.style.translate = (shifts[i] ?? [0, 0]).map((pixels) => `${pixels}px`).join(" ");
    });
  }
}
