/** The map's page: keeps filters, list, map and address saying the same thing. */
import { getJson } from "lib/http";
import { inLanguage, pageData } from "lib/page-data";
import { toast } from "lib/toast";
import { word } from "lib/words";
import { activityQuery, filterQuery, isFiltered, listQuery, parseAddress, writeAddress } from "map/address";
import { centreOn, cornersOf, stage, visibleArea, visiblePadding } from "map/stage";
import { addVenues } from "map/venues-on-map";
import { Filters } from "map/filters";
import { VenueList } from "map/venue-list";
import { Sheet } from "map/sheet";
import { addSuggestions } from "map/suggestions";

const CALM_MS = 180;
const FITTED = 100;
const at = (id) => document.getElementById(id);
const announce = (sentence) => { at("live").textContent = sentence; };
let state = parseAddress(location.search, pageData.leftOut);
if (pageData.leftOut.length) history.replaceState(null, "", `${location.pathname}${writeAddress(state)}`);
/** Lets the browser answer the visitor between two pieces of the start. */
const breathe = () => new Promise((go) => { setTimeout(go); });
await breathe();
const { map, regions, ready } = stage(at("map"), { view: state.view, approval: at("map").dataset.approval });
await breathe();
const venues = addVenues(map, { regions, query: filterQuery(state), onSelect: (id) => list.mark(id) });
await breathe();
const filters = new Filters(at("filters"), (chosen) => changeFilters(chosen));
const sheet = new Sheet({
  page: at("main"), sheet: at("sheet"), head: at("sheet-head"), handle: at("sheet-handle"), onSettled: () => areaChanged(),
});
const list = new VenueList(at("list"), {
  urlFor: () => state.week ? `${pageData.toursUrl}?week=${state.week}&fragment=list` : location.pathname + listQuery(state, { area: visibleArea(map), place: nearest?.here }),
  onCount: showCount,
  onPoint: ({ lat, lon, kind }) => venues.spotlight.show(lat, lon, kind),
  onLeave: () => venues.spotlight.hide(),
  announce,
});
/** Only who asks for the nearest needs the means for it. */
let nearest;
async function findNearest() {
  const { Nearest } = await import("map/nearest");
  nearest ??= new Nearest(map, {
    bounds: pageData.bounds,
    filters: () => filterQuery(state),
    padding: () => visiblePadding(map),
    onPlace: () => { changeFilters({ near: true }); },
    onNone: () => { filters.write(state = { ...state, near: false }); writeUrl(false); },
  });
  return nearest.find();
}

/** Only who asks for a week of caravans' stops needs the means for it. */
let tours;
async function drawTours() {
  at("week").setAttribute("aria-pressed", String(Boolean(state.week)));
  if (!state.week) return void tours?.clear();
  const { Tours } = await import("map/tours");
  tours ??= new Tours(map, at("list"), {
    padding: () => visiblePadding(map),
    onWeek: (week) => changeFilters({ week }),
    onStop: (id) => { if (sheet.isSheet && sheet.height === "peek") sheet.set("half"); list.mark(id); },
  });
  if (state.week) tours.draw();
}

/** Only who asks for activities needs the means for them. */
let activities;
async function drawLayer() {
  at("main").dataset.show = state.show || "venues";
  venues.setShown(!state.show);
  if (!state.show) return void activities?.hide();
  const { Activities } = await import("map/activities");
  activities ??= new Activities(map, { state: () => state, onSelect: (id) => list.mark(id) });
  if (state.show) activities.show(activityQuery(state));
}

let soon;
function refreshSoon() {
  clearTimeout(soon);
  soon = setTimeout(() => list.refresh(), CALM_MS);
}

/** A week's list is the same wherever the map is. */
function areaChanged() {
  if (!state.week) refreshSoon();
}

function showCount(total) {
  drawTours();
  const sentence = word(state.show ? (nearest?.here ? "sessions-near" : "sessions-count") : state.week ? "stops-count" : nearest?.here ? "near-count" : "count-here", { n: total });
  at("count").textContent = sentence;
  announce(sentence);
}

function viewNow() {
  const { lat, lng } = map.getCenter();
  return { zoom: map.getZoom(), lat, lon: lng };
}

/** Filters make an entry in the history, moves of the map only correct the present one. */
function writeUrl(isStep) {
  const url = location.pathname + writeAddress(state);
  // Each entry remembers where the map was, so that “back” shows the same as before.
  if (isStep) history.replaceState({ view: viewNow() }, "");
  history[isStep ? "pushState" : "replaceState"]({ view: viewNow() }, "", url);
  at("clear").hidden = !isFiltered(state);
}

async function changeFilters(chosen, { isStep = true } = {}) {
  const before = state;
  state = { ...state, week: "", ...chosen };
  filters.write(state);
  if (!state.near) nearest?.forget();
  // The view still lies around the visitor: it goes into the address after they have moved it.
  if (before.near && !state.near) state.view = null;
  if (isStep) writeUrl(true);
  venues.setQuery(filterQuery(state));
  drawLayer();
  if (before.region !== state.region) await chooseRegion(state.region, isStep);
  else if (isStep && state.q && before.q !== state.q) await showResults();
  refreshSoon();
}

async function chooseRegion(code, fit) {
  const bounds = await regions.choose(code);
  if (!fit) return;
  if (bounds) map.fitBounds(bounds, visiblePadding(map));
  else if (!code) map.fitBounds(cornersOf(pageData.bounds), visiblePadding(map));
}

/** A search looks at the whole city: the map goes to what it finds. */
async function showResults() {
  const found = await getJson(inLanguage(`${pageData.venuesUrl}?${filterQuery(state)}&limit=${FITTED}`)).catch(() => ({ features: [] }));
  const places = found.features.filter(({ geometry }) => geometry).map(({ geometry: { coordinates: [lon, lat] } }) => [lat, lon]);
  if (places.length) map.fitBounds(places, { ...visiblePadding(map), maxZoom: 15 });
}

map.on("moveend", () => {
  state.view = viewNow();
  writeUrl(false);
  areaChanged();
});

addEventListener("popstate", ({ state: entry }) => {
  const next = parseAddress(location.search);
  const view = entry?.view ?? next.view;
  changeFilters({ ...next, view }, { isStep: false });
  if (view) map.setView([view.lat, view.lon], view.zoom, { animate: false });
});

at("near").addEventListener("click", () => {
  if (state.near) changeFilters({ near: false });
  else findNearest();
});
at("week").addEventListener("click", ({ currentTarget }) => {
  changeFilters({ near: false, week: state.week ? "" : currentTarget.dataset.week });
});
for (const link of document.querySelectorAll("#chips a[data-show]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const show = link.dataset.show === "activities" ? "activities" : "";
    if (show !== state.show) changeFilters({ show, when: "", from: "", to: "" });
  });
}
at("clear").addEventListener("click", (event) => {
  event.preventDefault();
  changeFilters({ q: "", kinds: [], region: "", open: "", near: false, when: "", from: "", to: "" });
});
at("list").addEventListener("click", (event) => {
  if (event.target.closest("[data-whole-city]")) map.fitBounds(cornersOf(pageData.bounds), visiblePadding(map));
  if (event.target.closest("[data-with-unknown]")) { event.preventDefault(); changeFilters({ open: "now,unknown" }); }
});
at("choose-county").addEventListener("click", () => at("region").focus());

addSuggestions({
  input: at("q"), list: at("suggestions"), url: pageData.searchUrl, announce,
  onText: (q) => changeFilters({ q, show: "", when: "", from: "", to: "" }),
  onActivity: ({ id }) => { location.href = pageData.activityUrl.replace("ID", id); },
  onVenue: async (venue) => {
    if (state.show) await changeFilters({ show: "", when: "", from: "", to: "" });
    if (venue.lon == null) return void (location.href = pageData.venueUrl.replace("ID", venue.id));
    at("q").value = venue.name;
    if (sheet.isSheet && sheet.height === "full") sheet.set("half");
    centreOn(map, [venue.lat, venue.lon], Math.max(map.getZoom(), 15));
    venues.open(venue.id);
  },
});

// What the address asks for beyond what the server has drawn already.
at("clear").hidden = !isFiltered(state);
if (state.show) drawLayer();
ready.then(async () => {
  if (state.region) await chooseRegion(state.region, !state.view);
  if (state.near) findNearest();
  // The server's list is of the whole city, and so is the map unless its address says otherwise.
  if (state.view || state.week) list.refresh();
});
map.whenReady(() => document.documentElement.setAttribute("data-map", "ready"));
venues.layer.on("failed", () => toast(word("tiles-failed")));
