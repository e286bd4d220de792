/**
 * Where a venue is: a pin on the map, text that was pasted, an address, the device's position or
 * plain numbers. All end in the form's fields lon, lat and datum, as they were given.
 */
import { wasAborted } from "lib/http";
import { browserPosition } from "map/place";
import { stage } from "map/stage";
import { PlaceAnswers } from "workspace/place-answers";
import { PlacePin } from "workspace/place-pin";
import { wordsOf } from "workspace/step-words";

const WGS84 = "WGS84";
const QUALITY = { geocoder: "geocoded", here: "surveyed" };

export class PlacePicker {
  constructor(root) {
    this.root = root;
    this.word = wordsOf(root.querySelector("[data-words]"));
    this.answers = new PlaceAnswers(root.dataset);
    this.fields = Object.fromEntries(["lon", "lat", "datum", "pasted"].map((name) => [name, root.querySelector(`[name=${name}]`)]));
    const { lon, lat } = root.dataset;
    const view = lon ? { lon: Number(lon), lat: Number(lat), zoom: 14 } : null;
    const frame = this.part("map");
    const { map } = stage(frame, { view, approval: frame.dataset.approval, scrollWheelZoom: matchMedia("(hover: hover)").matches });
    this.pin = new PlacePin(map, { title: this.word("pin"), onMove: (place) => this.moved(place) });
    if (view) this.pin.show([view.lon, view.lat], { near: false });
    frame.dataset.ready = "yes";
    this.listen();
  }

  part(name) {
    return this.root.querySelector(`#picker-${name}`);
  }

  listen() {
    const onEnter = (field, act) => field?.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) event.preventDefault(), act();
    });
    this.part("take").addEventListener("click", () => this.takePasted());
    onEnter(this.fields.pasted, () => this.takePasted());
    this.fields.pasted.addEventListener("paste", () => setTimeout(() => this.takePasted()));
    this.part("datum").addEventListener("click", ({ target }) => target.dataset.datum && this.takePasted(target.dataset.datum));
    this.part("find")?.addEventListener("click", () => this.findAddress());
    onEnter(this.part("address"), () => this.findAddress());
    this.part("found")?.addEventListener("click", ({ target }) => this.takeFound(Number(target.closest("button")?.dataset.index)));
    this.part("here").addEventListener("click", () => this.takeHere());
    for (const name of ["lon", "lat", "datum"]) this.fields[name].addEventListener("change", () => this.typed());
  }

  /** The pin was moved by hand: WGS 84, as the map is. */
  async moved([lon, lat]) {
    this.write({ lon, lat, datum: WGS84 });
    await this.look(lon, lat, WGS84);
  }

  async typed() {
    const { lon, lat, datum } = this.fields;
    if (lon.value === "" || lat.value === "") return;
    const place = await this.look(lon.value, lat.value, datum.value);
    if (place) this.pin.show([place.lon, place.lat]);
  }

  /** Asks in which county a place lies, and tells it; only the latest question counts. */
  async look(lon, lat, datum) {
    this.asked?.abort();
    this.asked = new AbortController();
    try {
      const place = await this.answers.at(lon, lat, datum, { signal: this.asked.signal });
      this.tell(place, datum === WGS84 ? "in" : "converted");
      return place;
    } catch (problem) {
      if (!wasAborted(problem)) this.say(problem.message, "no");
      return null;
    }
  }

  async takePasted(datum) {
    const text = this.fields.pasted.value;
    const wrong = this.part("paste-wrong");
    wrong.hidden = true;
    this.part("datum").hidden = true;
    if (!text.trim()) return this.complain(wrong, this.word("nothing-pasted"));
    try {
      const { places, asks_datum: asks } = await this.answers.pasted(text, datum);
      if (asks) {
        this.part("datum").hidden = false;
        this.pin.show([places[0].lon, places[0].lat]);
        return this.part("datum").querySelector("button").focus();
      }
      this.take(places[0]);
      this.fields.pasted.value = "";
    } catch (problem) {
      this.complain(wrong, problem.message);
    }
  }

  async findAddress() {
    const wrong = this.part("find-wrong");
    const list = this.part("found");
    wrong.hidden = true;
    list.hidden = true;
    this.say(this.word("asking"), this.part("state").dataset.inside);
    try {
      this.found = await this.answers.address(this.part("address").value);
      list.replaceChildren(...this.found.map((place, index) => row(place, index)));
      list.hidden = this.found.length < 2;
      this.takeFound(0);
    } catch (problem) {
      this.say("", "");
      this.complain(wrong, problem.message);
    }
  }

  takeFound(index) {
    const place = this.found?.[index];
    if (!place) return;
    this.take(place);
    const address = document.getElementById("id_address");
    if (address && !address.value) address.value = this.part("address").value;
  }

  async takeHere() {
    this.say(this.word("locating"), "");
    try {
      const [lon, lat] = await browserPosition();
      const place = [Number(lon.toFixed(6)), Number(lat.toFixed(6))];
      this.pin.show(place);
      this.quality("here");
      await this.moved(place);
    } catch (reason) {
      this.say(this.word(reason), "no");
    }
  }

  /** A place that the server has put right: as given into the fields, as it is onto the map. */
  take(place) {
    this.write({ lon: place.given_lon, lat: place.given_lat, datum: place.datum });
    this.pin.show([place.lon, place.lat]);
    this.quality(place.source);
    this.tell(place, "converted");
  }

  quality(source) {
    const choice = this.root.closest("form").querySelector(`[name=position_quality][value=${QUALITY[source] ?? "none"}]`);
    if (choice) choice.checked = true;
  }

  write(values) {
    for (const [name, value] of Object.entries(values)) this.fields[name].value = value;
  }

  tell(place, how) {
    if (!place.inside) this.say(place.sentence, "no");
    else this.say(this.word(how, { region: place.region_text, datum: place.datum_text }), "yes");
  }

  say(sentence, inside) {
    const state = this.part("state");
    state.textContent = sentence;
    state.dataset.inside = inside;
  }

  complain(place, sentence) {
    place.textContent = sentence;
    place.hidden = false;
  }
}

function row(place, index) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "link-button", textContent: `${place.label} · ${place.region_text}` });
  button.dataset.index = index;
  item.append(button);
  return item;
}
