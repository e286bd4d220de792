/** The map itself: panes, controls, base, in our words. Used by the map's page, embeds and a venue's page. */
import L from "map/leaflet";
import { pageData } from "lib/page-data";
import { word } from "lib/words";
import { RegionLayer } from "map/region-layer";

const PANES = { regions: 190, overlays: 300, names: 350, venues: 450 };

/** `view` is {zoom, lat, lon} or null for the whole city; resolves when the map can be used, not when the base is drawn. */
export function stage(element, { view = null, approval = "", ...options } = {}) {
  const { bounds, minZoom = 7, maxZoom = 18 } = pageData;
  const map = L.map(element, {
    minZoom, maxZoom, zoomControl: false, attributionControl: false, fadeAnimation: false, zoomSnap: 1,
    maxBounds: bounds && padded(bounds), maxBoundsViscosity: 0.6, ...options,
  });
  for (const [name, z] of Object.entries(PANES)) map.createPane(name).style.zIndex = z;
  for (const name of ["regions", "names", "venues"]) map.getPane(name).style.pointerEvents = "none";
  if (view) map.setView([view.lat, view.lon], view.zoom);
  else if (bounds) map.fitBounds(cornersOf(bounds), visiblePadding(map));
  else map.setView([0, 0], minZoom);
  const credits = L.control.attribution({ prefix: false }).addTo(map);
  L.control.zoom({ position: "bottomright", zoomInTitle: word("zoom-in"), zoomOutTitle: word("zoom-out") }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  if (approval) credits.addAttribution(approval);
  const regions = new RegionLayer(map, { url: pageData.regionsUrl });
  const layers = pageData.baseLayers ?? [];
  const more = layers.some((layer) => layer.type !== "regions");
  const ready = more ? import("map/base-layers").then(({ addBaseLayers }) => addBaseLayers(map, regions, layers)) : regions.show();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => regions.draw());
  return { map, regions, ready };
}

function padded(bounds) {
  return L.latLngBounds(cornersOf(bounds)).pad(3);
}

export function cornersOf([west, south, east, north]) {
  return [[south, west], [north, east]];
}

/** Brings a place into the middle of what can be seen. */
export function centreOn(map, latlng, zoom) {
  map.fitBounds(L.latLngBounds([latlng]), { ...visiblePadding(map), maxZoom: zoom });
}

/** What covers the map (search above, sheet below on small screens), as padding for fitting. */
export function visiblePadding(map) {
  const whole = map.getContainer().getBoundingClientRect();
  const above = document.getElementById("filters")?.getBoundingClientRect();
  const below = document.getElementById("sheet")?.getBoundingClientRect();
  const covers = (box) => box && box.left < whole.right && box.right > whole.left && box.width > whole.width / 2;
  const top = covers(above) ? Math.max(0, above.bottom - whole.top) : 0;
  const bottom = covers(below) ? Math.min(Math.max(0, whole.bottom - below.top), whole.height / 2) : 0;
  return { paddingTopLeft: [16, top + 16], paddingBottomRight: [16, bottom + 16] };
}

/** The part of the map that can be seen, as [west, south, east, north]. */
export function visibleArea(map) {
  const { paddingTopLeft, paddingBottomRight } = visiblePadding(map);
  const size = map.getSize();
  const nw = map.containerPointToLatLng([0, paddingTopLeft[1] - 16]);
  const se = map.containerPointToLatLng([size.x, size.y - paddingBottomRight[1] + 16]);
  return [nw.lng, se.lat, se.lng, nw.lat];
}
