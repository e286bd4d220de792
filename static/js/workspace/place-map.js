/** A small map in the workspace: one venue's pin, or the two places between which a change moves it. */
const frame = document.getElementById("place-map");
if (frame) {
  new IntersectionObserver(async ([entry], observer) => {
    if (!entry.isIntersecting) return;
    observer.disconnect();
    const [{ stage }, { Spotlight }, { pageData }, { default: L }] = await Promise.all([
      import("map/stage"), import("map/spotlight"), import("lib/page-data"), import("map/leaflet"),
    ]);
    const places = ["before", "after"].filter((side) => pageData[side]);
    const [lat, lon] = pageData[places[0]] ?? [pageData.lat, pageData.lon];
    // Without streets beneath, only the counties around tell where a place is.
    const zoom = pageData.baseLayers.length > 1 ? 15 : 11;
    const { map } = stage(frame, {
      view: { zoom, lat, lon }, approval: frame.dataset.approval,
      scrollWheelZoom: false, dragging: matchMedia("(hover: hover)").matches, keyboard: false,
    });
    if (!places.length) return new Spotlight(map, pageData.kinds).show(lat, lon, pageData.kind);
    showMove(L, map, places, pageData);
  }, { rootMargin: "200px" }).observe(frame);
}

function showMove(L, map, sides, pageData) {
  const ends = sides.map((side) => pageData[side]);
  for (const side of sides) {
    const html = document.createElement("span");
    html.textContent = frame.dataset[side];
    const icon = L.divIcon({ className: `place-pin ${side}`, html, iconSize: [28, 28] });
    L.marker(pageData[side], { icon, interactive: false, keyboard: false, zIndexOffset: side === "after" ? 1000 : 0 }).addTo(map);
  }
  if (ends.length < 2) return;
  L.polyline(ends, { className: "place-move", interactive: false, weight: 3, dashArray: "6 6" }).addTo(map);
  map.fitBounds(L.latLngBounds(ends), { padding: [40, 40], maxZoom: 17 });
}
