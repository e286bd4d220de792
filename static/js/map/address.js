/**
 * The page's state and its address, both ways. Pure: text in, value out.
 * A person's own position is never part of it: `near` only says that they asked for it.
 */
const WHENS = ["today", "week", "weekend", "month"];
export const EMPTY = Object.freeze({ q: "", kinds: [], region: "", open: "", near: false, week: "", show: "", when: "", from: "", to: "", view: null });

/** The state in a query; what the server could not read of it, `leftOut` by name, is not asked for again. */
export function parseAddress(search, leftOut = []) {
  const given = new URLSearchParams(search);
  for (const name of leftOut) given.delete(name);
  const kinds = given.getAll("kind").flatMap((value) => value.split(",")).filter(Boolean);
  return {
    q: (given.get("q") ?? "").trim(),
    kinds: [...new Set(kinds)],
    region: given.get("region") ?? "",
    open: parseOpen(given.getAll("open")),
    near: given.get("near") === "me",
    week: given.get("show") === "activities" ? "" : parseWeek(given.get("week")),
    ...parseShow(given),
    view: parseView(given.get("map")),
  };
}

/** "now" is what is open, "now,unknown" also that of which nobody knows; "" is everything. */
export function parseOpen(given) {
  const chosen = given.flatMap((value) => value.split(","));
  if (!chosen.includes("now")) return "";
  return chosen.includes("unknown") ? "now,unknown" : "now";
}

/** What the map shows, and of activities the days: a named stretch, or from a day to a day. */
function parseShow(given) {
  const none = { show: "", when: "", from: "", to: "" };
  if (given.get("show") !== "activities") return none;
  const when = WHENS.includes(given.get("when")) ? given.get("when") : "";
  const day = (name) => (!when && /^\d{4}-\d\d-\d\d$/.test(given.get(name) ?? "") ? given.get(name) : "");
  return { show: "activities", when, from: day("from"), to: day("to") };
}

/** A week such as 2026-W48, or "" for anything else. */
function parseWeek(text) {
  return /^\d{4}-W\d{2}$/.test(text ?? "") ? text : "";
}

/** `zoom/lat/lon`, or null where any of the three is out of the world. */
export function parseView(text) {
  const parts = (text ?? "").split("/").map((part) => (part.trim() === "" ? NaN : Number(part)));
  const [zoom, lat, lon] = parts;
  const sound = parts.length === 3 && parts.every(Number.isFinite) && zoom >= 0 && zoom <= 22 &&
    Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
  return sound ? { zoom, lat, lon } : null;
}

const DAYS = ["when", "from", "to"];

function pairs(state) {
  const found = [];
  if (state.q) found.push(["q", state.q]);
  if (state.kinds.length) found.push(["kind", state.kinds.join(",")]);
  if (state.region) found.push(["region", state.region]);
  if (state.open) found.push(["open", state.open]);
  if (state.near) found.push(["near", "me"]);
  if (state.week) found.push(["week", state.week]);
  for (const name of ["show", ...DAYS]) if (state[name]) found.push([name, state[name]]);
  return found;
}

function join(entries) {
  // Commas and slashes are legal in a query and far easier to read than %2C and %2F.
  return entries.map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%2C/g, ",").replace(/%2F/g, "/")}`).join("&");
}

/**
 * The query of the page's address, with its question mark; "" for the bare page. Near somebody the
 * map's centre would tell where they are, so it is left out.
 */
export function writeAddress(state) {
  const entries = pairs(state);
  if (state.view && !state.near) entries.push(["map", writeView(state.view)]);
  return entries.length ? `?${join(entries)}` : "";
}

export function writeView({ zoom, lat, lon }) {
  return `${Math.round(zoom * 100) / 100}/${lat.toFixed(5)}/${lon.toFixed(5)}`;
}

/** The query that fetches the list for an area ([w, s, e, n] or null) as seen from a place ([lon, lat] or null). */
export function listQuery(state, { area = null, place = null } = {}) {
  const entries = pairs({ ...state, near: Boolean(place), week: "" });
  entries.push(["fragment", "list"]);
  if (area) entries.push(["bbox", area.map((degrees) => degrees.toFixed(5)).join(",")]);
  if (place) entries.push(["lon", place[0].toFixed(4)], ["lat", place[1].toFixed(4)]);
  return `?${join(entries)}`;
}

/** The filters as tiles and the API take them; the same filters give the same text. */
export function filterQuery(state) {
  const entries = [];
  if (state.kinds.length) entries.push(["kind", [...state.kinds].sort().join(",")]);
  if (state.region) entries.push(["region", state.region]);
  if (state.q) entries.push(["q", state.q]);
  if (state.open) entries.push(["open_at", "now"]);
  if (state.open === "now,unknown") entries.push(["opening", "open,unknown"]);
  return join(entries);
}

/** The same for activities. */
export function activityQuery(state) {
  return join([...DAYS, "region"].filter((name) => state[name]).map((name) => [name, state[name]]));
}

export function isFiltered(state) {
  if (state.show) return Boolean(state.when || state.from || state.to || state.region || state.near);
  return Boolean(state.q || state.kinds.length || state.region || state.open || state.near || state.week);
}
