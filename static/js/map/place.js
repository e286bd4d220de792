/**
 * Where the visitor is: from the browser, or from a click on the map. Kept in this module's
 * memory only; it never goes into the page's address.
 */
import L from "map/leaflet";
import { word } from "lib/words";

const PATIENCE_MS = 10000;
const FRESH_MS = 60000;
const REASONS = { 1: "refused", 2: "unavailable", 3: "unavailable" };

/** Resolves to [lon, lat]; rejects with the word that says why not. */
export function browserPosition() {
  if (!window.isSecureContext) return Promise.reject("insecure");
  if (!navigator.geolocation) return Promise.reject("unavailable");
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve([coords.longitude, coords.latitude]),
      ({ code }) => reject(REASONS[code] ?? "unavailable"),
      { timeout: PATIENCE_MS, maximumAge: FRESH_MS },
    );
  });
}

export function isWithin([lon, lat], [west, south, east, north], margin = 0.3) {
  return lon >= west - margin && lon <= east + margin && lat >= south - margin && lat <= north + margin;
}

export class Place {
  constructor(map) {
    this.map = map;
    this.here = null;
  }

  set(lonLat, picked = false) {
    this.here = lonLat;
    this.marker?.remove();
    const icon = L.divIcon({ className: "my-place", iconSize: [20, 20] });
    const title = word(picked ? "picked-place" : "my-place");
    this.marker = L.marker([lonLat[1], lonLat[0]], { icon, title, alt: title, keyboard: false, interactive: false, zIndexOffset: -100 }).addTo(this.map);
  }

  clear() {
    this.here = null;
    this.marker?.remove();
  }

  /** Lets the visitor click a place on the map; resolves to [lon, lat], or null when they give up. */
  pick(banner) {
    this.cancelPick?.();
    const container = this.map.getContainer();
    container.classList.add("is-picking");
    banner.hidden = false;
    return new Promise((resolve) => {
      const gone = new AbortController();
      const finish = (latlng) => {
        gone.abort();
        this.map.off("click", onMap);
        this.cancelPick = null;
        container.classList.remove("is-picking");
        banner.hidden = true;
        resolve(latlng ? [latlng.lng, latlng.lat] : null);
      };
      const onMap = ({ latlng }) => setTimeout(() => finish(latlng));
      this.cancelPick = () => finish(null);
      this.map.on("click", onMap);
      const on = (id, act) => banner.querySelector(id).addEventListener("click", act, { signal: gone.signal });
      on("#pick-centre", () => finish(this.map.getCenter()));
      on("#pick-cancel", () => finish(null));
      addEventListener("keydown", (event) => event.key === "Escape" && finish(null), { signal: gone.signal });
      banner.querySelector("#pick-centre").focus();
    });
  }

  get isPicking() {
    return Boolean(this.cancelPick);
  }
}
