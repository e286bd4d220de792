/** Where a venue stands and where a report puts it, on one small map. */
import L from "map/leaflet";
import { largePin, Spotlight } from "map/spotlight";
import { stage } from "map/stage";
import { pageData } from "lib/page-data";

const SIZE = 40;
const frame = document.getElementById("two-pins");
const { lat, lon, toLat, toLon, kind, here, there } = frame.dataset;
const home = L.latLng(Number(lat), Number(lon));
const zoom = pageData.baseLayers.length > 1 ? 16 : 13;
const { map } = stage(frame, { view: { zoom, lat: home.lat, lon: home.lng }, scrollWheelZoom: false, keyboard: false });

new Spotlight(map, pageData.kinds).show(home.lat, home.lng, kind);
if (toLat && toLon) {
  const proposed = L.latLng(Number(toLat), Number(toLon));
  const icon = L.divIcon({ className: "report-pin proposed", html: largePin({ ...pageData.kinds[kind], colour: "#c2403a" }), iconSize: [SIZE, SIZE] });
  L.polyline([home, proposed], { color: "#c2403a", weight: 2, dashArray: "6 5", interactive: false }).addTo(map);
  L.marker(proposed, { icon, keyboard: false, title: there, alt: there }).addTo(map);
  map.fitBounds(L.latLngBounds([home, proposed]).pad(0.4), { maxZoom: zoom + 2 });
}
frame.setAttribute("aria-description", toLat ? `${here}, ${there}` : here);
