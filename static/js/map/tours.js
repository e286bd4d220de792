/** A week of caravans' stops on the map: loaded when somebody asks for it. The list beside it says the same. */
import L from "map/leaflet";

const PIN = [64, 30];

export class Tours {
  /** `onWeek(week)` when another week is chosen in the list; `onStop(id)` when a pin is pressed. */
  constructor(map, list, { padding, onWeek, onStop }) {
    Object.assign(this, { map, list, padding, onStop });
    this.pins = L.layerGroup().addTo(map);
    list.addEventListener("click", (event) => {
      const step = event.target.closest("a[data-week]");
      if (!step || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      onWeek(step.dataset.week);
    });
  }

  /** Draws what the list shows; a week that was not shown before comes into view whole. */
  draw() {
    const week = this.list.querySelector("[data-week]")?.dataset.week;
    const cards = [...this.list.querySelectorAll(".stop-card")];
    this.pins.clearLayers();
    this.map.getContainer().classList.add("has-week");
    for (const card of cards) this.pins.addLayer(this.pin(card.dataset));
    if (week === this.week || !cards.length) return void (this.week = week);
    this.week = week;
    this.toToday();
    const places = cards.map(({ dataset }) => [Number(dataset.lat), Number(dataset.lon)]);
    this.map.fitBounds(places, { ...this.padding(), maxZoom: 13 });
  }

  /** Of the present week what is over lies above; only the list moves, never the page around it. */
  toToday() {
    const today = this.list.querySelector("[data-today]");
    const frame = this.list.closest(".sheet-body");
    if (today) frame.scrollTop += today.getBoundingClientRect().top - frame.getBoundingClientRect().top;
  }

  pin({ id, lon, lat, day, name, cancelled }) {
    const label = document.createElement("span");
    label.textContent = day;
    const icon = L.divIcon({ className: `stop-pin${cancelled === undefined ? "" : " is-cancelled"}`, html: label, iconSize: PIN, iconAnchor: [PIN[0] / 2, PIN[1] + 6] });
    const title = `${day} ${name}`;
    return L.marker([Number(lat), Number(lon)], { icon, title, alt: title, riseOnHover: true }).on("click", () => this.onStop(id));
  }

  clear() {
    this.week = null;
    this.pins.clearLayers();
    this.map.getContainer().classList.remove("has-week");
  }
}
