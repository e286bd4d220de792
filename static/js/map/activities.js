/** Activities on the map: loaded when somebody asks for them. The list beside it says the same. */
import L from "map/leaflet";
import { getHtml, wasAborted } from "lib/http";
import { pageData } from "lib/page-data";
import { toast } from "lib/toast";
import { word } from "lib/words";
import { ActivityPins, COLOUR, LEAF } from "map/activity-pins";
import { listQuery } from "map/address";
import { centreOn } from "map/stage";
import { VenueLayer } from "map/venue-layer";

const CLOSER = 2;
const FINGER_PX = 10;
const CARDS = 4;
/** A tile knows a place to a step of its grid; so many steps around it are asked for. */
const STEPS = 3;
const GRID = 4096;
const KIND = { colour: COLOUR, paths: [LEAF] };

export class Activities {
  /** `state()` is the page's; `onSelect(id)` hears of the session whose card opens. */
  constructor(map, { state, onSelect }) {
    Object.assign(this, { map, state, onSelect });
    pageData.kinds.activity ??= KIND;
    this.layer = new VenueLayer({
      url: pageData.activityTiles, version: pageData.activitiesVersion, kinds: {}, name: "activities",
      makePins: (...given) => new ActivityPins(...given),
    });
    this.layer.on("failed", () => toast(word("tiles-failed")));
    map.on("click", (event) => this.press(event));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.layer.repaint());
  }

  show(query) {
    this.close();
    this.layer.setQuery([query, pageData.lang === "en" ? "lang=en" : ""].filter(Boolean).join("&"));
    this.layer.addTo(this.map);
  }

  hide() {
    this.close();
    this.layer.remove();
  }

  close() {
    this.running?.abort();
    this.popup?.remove();
  }

  press({ containerPoint, originalEvent }) {
    if (!this.map.hasLayer(this.layer) || this.map.getContainer().classList.contains("is-picking")) return;
    const found = this.layer.at(containerPoint, originalEvent.pointerType === "mouse" ? 2 : FINGER_PX);
    if (!found) return this.close();
    const { feature, latlng } = found;
    if (feature.id || this.map.getZoom() >= pageData.placesFromZoom) this.open(latlng);
    else this.comeCloser(latlng);
  }

  comeCloser(latlng) {
    centreOn(this.map, latlng, Math.min(this.map.getZoom() + CLOSER, this.map.getMaxZoom()));
  }

  /** The next sessions at a place, in the words of the list. */
  async open(latlng) {
    this.close();
    const { signal } = (this.running = new AbortController());
    const step = (STEPS * 360) / 2 ** (this.map.getZoom() - 1) / GRID;
    const area = [latlng.lng - step, latlng.lat - step, latlng.lng + step, latlng.lat + step];
    try {
      const html = await getHtml(location.pathname + listQuery({ ...this.state(), near: false }, { area }), { signal });
      const cards = [...new DOMParser().parseFromString(html, "text/html").querySelectorAll(".coming-card")].slice(0, CARDS);
      // A crowded tile holds squares: the middle of one is nobody's place.
      if (!cards.length) return this.comeCloser(latlng);
      this.onSelect(cards[0].dataset.id);
      this.put(latlng, cards);
    } catch (problem) {
      if (!wasAborted(problem)) toast(problem.sentence ?? String(problem));
    }
  }

  put(latlng, cards) {
    const list = document.createElement("ul");
    list.className = "venue-list sessions-here";
    list.append(...cards);
    this.popup = L.popup({ minWidth: 240, maxWidth: 320, maxHeight: 280, offset: [0, -10], autoPanPaddingTopLeft: [16, 130], autoPanPaddingBottomRight: [16, 40] })
      .setLatLng(latlng).setContent(list).openOn(this.map);
    this.popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", word("close"));
  }
}
