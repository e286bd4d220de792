/** The error report's map: a pin that is dragged, put by a press, or moved by arrow keys to where the venue is. */
import L from "map/leaflet";
import { largePin } from "map/spotlight";
import { stage } from "map/stage";
import { pageData } from "lib/page-data";

const SIZE = 48;
const STEP_PX = { ArrowUp: [0, -4], ArrowDown: [0, 4], ArrowLeft: [-4, 0], ArrowRight: [4, 0] };

const row = document.getElementById("place-row");
const frame = document.getElementById("report-map");
const form = document.getElementById("report-form");
const moved = document.getElementById("moved");
const putBack = document.getElementById("put-back");
const home = L.latLng(Number(frame.dataset.lat), Number(frame.dataset.lon));

let map = null;
let marker = null;

function draw() {
  const zoom = pageData.baseLayers.length > 1 ? 16 : 13;
  ({ map } = stage(frame, {
    view: { zoom, lat: home.lat, lon: home.lng }, approval: frame.dataset.approval, scrollWheelZoom: false,
  }));
  L.circleMarker(home, { radius: 6, weight: 2, color: "#5c6566", fillColor: "#fff", fillOpacity: 1, interactive: false }).addTo(map);
  const icon = L.divIcon({ className: "report-pin", html: largePin(pageData.kinds[frame.dataset.kind]), iconSize: [SIZE, SIZE] });
  marker = L.marker(given() ?? home, { icon, draggable: true, autoPan: true, title: frame.dataset.pin, alt: frame.dataset.pin }).addTo(map);
  marker.on("drag dragend", tell);
  marker.getElement().addEventListener("keydown", byKey);
  map.on("click", ({ latlng }) => put(latlng));
  tell();
}

function given() {
  const { lat, lon } = form.elements;
  return lat.value && lon.value ? L.latLng(Number(lat.value), Number(lon.value)) : null;
}

function byKey(event) {
  const step = STEP_PX[event.key];
  if (!step) return;
  event.preventDefault();
  event.stopPropagation();
  put(map.containerPointToLatLng(map.latLngToContainerPoint(marker.getLatLng()).add(step)));
}

function put(latlng) {
  marker.setLatLng(latlng);
  tell();
}

/** Nothing is sent for a pin that stands where it stood. */
function tell() {
  const place = marker.getLatLng();
  const metres = map.distance(home, place);
  const still = metres < 1;
  form.elements.lat.value = still ? "" : place.lat.toFixed(6);
  form.elements.lon.value = still ? "" : place.lng.toFixed(6);
  moved.textContent = still ? moved.dataset.still : moved.dataset.moved.replace("{metres}", Math.round(metres));
  putBack.hidden = still;
}

function follow() {
  row.hidden = form.elements.kind.value !== "position";
  if (row.hidden) return;
  if (map) map.invalidateSize();
  else draw();
}

putBack.addEventListener("click", () => {
  put(home);
  map.panTo(home);
});
for (const choice of form.elements.kind) choice.addEventListener("change", follow);
form.addEventListener("submit", () => {
  form.querySelector("button[type=submit]").disabled = true;
});
addEventListener("pageshow", () => {
  form.querySelector("button[type=submit]").disabled = false;
});
follow();
