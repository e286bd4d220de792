/** Venues on a map and what a visitor does with them: point, open, come closer. Shared by page and embed. */
import L from "map/leaflet";
import { pageData } from "lib/page-data";
import { centreOn } from "map/stage";
import { VenueLayer } from "map/venue-layer";
import { Popup } from "map/popup";
import { Spotlight } from "map/spotlight";

const FINGER_PX = 10;
const CLOSER = 2;

export function addVenues(map, { regions, query, onSelect = () => {}, linkTarget = "" }) {
  const { tiles, dataVersion, kinds } = pageData;
  const layer = new VenueLayer({ url: tiles, version: dataVersion, kinds, query }).addTo(map);
  regions.names.obstacles = () => layer.marks();
  layer.on("painted", () => regions.names.arrangeSoon());
  const popup = new Popup(map, kinds, { linkTarget });
  const spotlight = new Spotlight(map, kinds);
  const open = (id, latlng = map.getCenter()) => {
    popup.open(id, latlng);
    onSelect(id);
  };

  map.on("click", ({ containerPoint, originalEvent }) => {
    if (map.getContainer().classList.contains("is-picking")) return;
    if (!map.hasLayer(layer)) return;
    const found = layer.at(containerPoint, originalEvent.pointerType === "mouse" ? 2 : FINGER_PX);
    if (!found) return popup.close();
    if (found.feature.n > 1) centreOn(map, found.latlng, Math.min(map.getZoom() + CLOSER, map.getMaxZoom()));
    else open(found.feature.id, found.latlng);
  });
  map.on("popupclose", () => onSelect(null));
  if (matchMedia("(hover: hover)").matches) addHover(map, layer);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => layer.repaint());
  const setShown = (shown) => {
    if (shown === map.hasLayer(layer)) return;
    popup.close();
    if (shown) layer.addTo(map);
    else layer.remove();
  };
  return { layer, spotlight, open, setShown, setQuery: (next) => (popup.close(), layer.setQuery(next)) };
}

/** A hand over a mark, and its name where the tile carries it. */
function addHover(map, layer) {
  const name = L.tooltip({ className: "pin-name", direction: "top", offset: [0, -18], opacity: 1 });
  let frame;
  map.on("mousemove", ({ containerPoint }) => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      const found = layer.at(containerPoint, 1);
      map.getContainer().classList.toggle("is-over-pin", Boolean(found));
      if (found?.feature.name) name.setLatLng(found.latlng).setContent(textNode(found.feature.name)).addTo(map);
      else name.remove();
    });
  });
  map.on("mouseout movestart", () => name.remove());
}

function textNode(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}
