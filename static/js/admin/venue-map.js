// What django-leaflet's map in the admin lacks: the counties' outlines, since it has no tiles of its own,
// and a mark whose picture does not depend on a file's plain name.
// The admin's pages have no import map, so this stands alone beside the public map's modules.
window.addEventListener("map:init", async (event) => {
  const { map } = event.detail;
  const mark = window.L.divIcon({ className: "venue-mark", iconSize: [18, 18] });
  window.L.Marker.prototype.options.icon = mark;
  window.L.Draw.Marker.prototype.options.icon = mark;
  const reply = await fetch("/api/v1/regions/?level=county&zoom=12");
  if (!reply.ok) return;
  const style = { color: "#0d6e6e", weight: 1.5, fillColor: "#fbf8f3", fillOpacity: 0.6, interactive: false };
  const outlines = window.L.geoJSON(await reply.json(), {
    style,
    onEachFeature: (feature, layer) =>
      layer.bindTooltip(feature.properties.name, { permanent: true, direction: "center", interactive: false }),
  }).addTo(map);
  outlines.bringToBack();
});
