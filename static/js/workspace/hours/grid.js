/**
 * Opening hours as a week in plain words. Pure.
 *
 * A grid is {days, holiday, holidaySpans, ask, note}: `days` are Monday to Sunday, each a list of
 * ["09:00", "12:00"] (empty: closed; an end before its beginning is past midnight); `holiday` is
 * "same" (open as on open days), "closed", "own" (see `holidaySpans`) or "unknown"; with `ask` people
 * should get in touch before they come; `note` is a remark to the public.
 */
export const DAY_NAMES = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
export const HOLIDAYS = ["same", "closed", "own", "unknown"];
const ALL_DAY = [["00:00", "24:00"]];

export function emptyGrid() {
  return { days: DAY_NAMES.map(() => []), holiday: "unknown", holidaySpans: [], ask: false, note: "" };
}

export function sameSpans(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

const sorted = (spans) => spans.map(([start, end]) => [start, end]).sort(([a], [b]) => a.localeCompare(b));
const open = (grid) => grid.days.filter((spans) => spans.length);

/** The hours of all open days where those are the same, else null. */
export function usualSpans(grid) {
  const days = open(grid);
  return days.length && days.every((spans) => sameSpans(spans, days[0])) ? days[0] : null;
}

/** Whether “as on open days” says anything: it doesn't where days differ and some are closed. */
export function canBeSame(grid) {
  return open(grid).length === DAY_NAMES.length || usualSpans(grid) !== null;
}

/** The grid in the one form that a meaning has. */
export function normal(grid) {
  const days = grid.days.map(sorted);
  const holidaySpans = grid.holiday === "own" ? sorted(grid.holidaySpans) : [];
  const clean = { days, holiday: grid.holiday, holidaySpans, ask: Boolean(grid.ask), note: cleanNote(grid.note) };
  if (clean.holiday === "own" && !holidaySpans.length) clean.holiday = "unknown";
  if (clean.holiday === "own" && sameSpans(usualSpans(clean), holidaySpans)) clean.holiday = "same";
  if (clean.holiday === "same" && !canBeSame(clean)) clean.holiday = "unknown";
  if (clean.holiday === "same") clean.holidaySpans = [];
  return clean;
}

/** A remark can't hold what would end it. */
export function cleanNote(text) {
  return (text ?? "").replace(/"([^"]*)"/g, "“$1”").replace(/"/g, "”").replace(/\s+/g, " ").trim();
}

/** What the person should put right: [{day, what}]; `day` 7 is the holidays, `what` a word's name. */
export function problems(grid) {
  const found = [];
  [...grid.days, grid.holiday === "own" ? grid.holidaySpans : []].forEach((spans, day) => {
    if (spans.some(([start, end]) => !start || !end)) found.push({ day, what: "missing" });
    else if (spans.some(([start, end]) => start === end)) found.push({ day, what: "no-length" });
    else if (overlap(sorted(spans))) found.push({ day, what: "overlap" });
  });
  if (grid.holiday === "own" && !grid.holidaySpans.length) found.push({ day: 7, what: "missing" });
  return found;
}

function overlap(spans) {
  return spans.some(([start, end], index) => {
    const last = index === spans.length - 1;
    return end < start ? !last : !last && spans[index + 1][0] < end;
  });
}

const times = (spans) => (spans.map((span) => span.join("-")).join(","));

/** “Mo-We,Fr” for the days that have the same hours. */
function daysText(indexes) {
  const runs = [];
  for (const index of indexes) {
    const run = runs.at(-1);
    if (run && run.at(-1) === index - 1) run.push(index);
    else runs.push([index]);
  }
  return runs.map((run) => (run.length > 1 ? `${DAY_NAMES[run[0]]}-${DAY_NAMES[run.at(-1)]}` : DAY_NAMES[run[0]])).join(",");
}

/** The grid in OpenStreetMap's syntax; "" where nothing is known. */
export function writeHours(given) {
  const grid = normal(given);
  const remark = `${grid.ask ? " unknown" : grid.note ? " open" : ""}${grid.note ? ` "${grid.note}"` : ""}`;
  const usual = usualSpans(grid);
  const everyDay = open(grid).length === DAY_NAMES.length;
  const rules = everyDay && usual && sameSpans(usual, ALL_DAY) ? [`24/7${remark}`] : weekRules(grid, remark);
  if (!open(grid).length && grid.ask) rules.push(remark.trim());
  if (grid.holiday === "closed" && (rules.length || grid.ask)) rules.push("PH off");
  if (grid.holiday === "own") rules.push(`PH ${times(grid.holidaySpans)}${remark}`);
  if (grid.holiday === "same" && !everyDay) rules.push(`PH ${times(usual)}${remark}`);
  // Silence about holidays means “open as ever” where every day is open.
  if (grid.holiday === "unknown" && everyDay) rules.push("PH unknown");
  return rules.join("; ");
}

function weekRules(grid, remark) {
  const groups = new Map();
  grid.days.forEach((spans, index) => {
    if (spans.length) groups.set(times(spans), [...(groups.get(times(spans)) ?? []), index]);
  });
  return [...groups].map(([spans, indexes]) => `${daysText(indexes)} ${spans}${remark}`);
}
