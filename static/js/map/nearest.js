/** “Nearest to me”: finds the visitor's place, says what to do when there is none, shows the nearest venues. */
import L from "map/leaflet";
import { getJson } from "lib/http";
import { inLanguage, pageData } from "lib/page-data";
import { toast } from "lib/toast";
import { word } from "lib/words";
import { browserPosition, isWithin, Place } from "map/place";

const SHOWN = 3;
const RADIUS_M = 100000;
const CLOSEST_ZOOM = 15;

export class Nearest {
  /** `onPlace()` when there is a place; `onNone()` when there is none (yet). */
  constructor(map, { bounds, filters, padding, onPlace, onNone }) {
    Object.assign(this, { map, bounds, filters, padding, onPlace, onNone });
    this.place = new Place(map);
    this.notice = document.getElementById("place-notice");
    this.banner = document.getElementById("pick-banner");
    document.getElementById("pick-place").addEventListener("click", () => this.pick());
  }

  get here() {
    return this.place.here;
  }

  async find() {
    this.notice.hidden = true;
    const located = toast(word("locating"));
    try {
      const lonLat = await browserPosition();
      located();
      if (!isWithin(lonLat, this.bounds)) throw "outside";
      await this.use(lonLat);
    } catch (reason) {
      located();
      this.refuse(typeof reason === "string" ? reason : "unavailable");
    }
  }

  refuse(reason) {
    document.getElementById("place-sentence").textContent = word(reason);
    this.notice.hidden = false;
    document.getElementById("sheet-body").scrollTop = 0;
    this.onNone();
  }

  async pick() {
    const lonLat = await this.place.pick(this.banner);
    if (!lonLat) return;
    this.notice.hidden = true;
    await this.use(lonLat, true);
  }

  /** Shows a place with the nearest venues around it, however far they are. */
  async use(lonLat, picked = false) {
    this.place.set(lonLat, picked);
    const bounds = L.latLngBounds([[lonLat[1], lonLat[0]]]);
    for (const [lon, lat] of await this.around(lonLat)) bounds.extend([lat, lon]);
    this.map.fitBounds(bounds, { ...this.padding(), maxZoom: CLOSEST_ZOOM });
    this.onPlace();
  }

  async around([lon, lat]) {
    const query = [`lon=${lon.toFixed(4)}&lat=${lat.toFixed(4)}&radius=${RADIUS_M}&limit=${SHOWN}`, this.filters()].filter(Boolean).join("&");
    try {
      const { features } = await getJson(inLanguage(`${pageData.nearbyUrl}?${query}`));
      return features.map(({ geometry }) => geometry.coordinates);
    } catch {
      return []; // the list beside the map tells what is wrong
    }
  }

  forget() {
    this.place.clear();
  }
}
