/** What lies under the venues: the local base map, or layers that the site has configured, with a switch. */
import L from "map/leaflet";
import { word } from "lib/words";

async function tileLayer(layer) {
  const options = {
    attribution: layer.attribution, subdomains: layer.subdomains || "abc", maxNativeZoom: layer.maxZoom, maxZoom: 22,
    pane: layer.overlay ? "overlays" : "tilePane", alt: "",
  };
  if (layer.datum !== "GCJ02") return L.tileLayer(layer.url, options);
  const { shiftedTileLayer } = await import("map/datum");
  return shiftedTileLayer(layer.url, options);
}

/** Puts the local base map on, and a control to choose between it and the configured ones. */
export async function addBaseLayers(map, regions, layers) {
  const configured = layers.filter((layer) => layer.type !== "regions");
  const local = L.layerGroup();
  const bases = { [layers.find((layer) => layer.type === "regions")?.name ?? word("base-map")]: local };
  const overlays = {};
  for (const layer of configured) {
    (layer.overlay ? overlays : bases)[layer.name] = await tileLayer(layer);
  }
  local.addTo(map);
  const control = L.control.layers(bases, overlays, { position: "topright" }).addTo(map);
  control.getContainer().querySelector(".leaflet-control-layers-toggle").title = word("layers");
  map.on("baselayerchange", ({ layer }) => regions.show({ land: layer === local }));
  return regions.show();
}
