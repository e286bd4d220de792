/** OpenStreetMap's opening hours read into a grid (see grid.js), or null for what a grid can't say. Pure. */
import { DAY_NAMES, emptyGrid, normal } from "workspace/hours/grid";

const DAY = `(?:${DAY_NAMES.join("|")}|PH)`;
const TIME = "(?:[01]?\\d|2[0-3]):[0-5]\\d|24:00";
const SPAN = `(?:${TIME})\\s*-\\s*(?:${TIME})`;
const RULE = new RegExp(
  `^(?:(?<days>${DAY}(?:-${DAY})?(?:\\s*,\\s*${DAY}(?:-${DAY})?)*)(?:\\s+|$))?` +
  `(?<times>24/7|${SPAN}(?:\\s*,\\s*${SPAN})*)?\\s*` +
  `(?<state>open|closed|off|unknown)?\\s*(?:"(?<note>[^"]*)")?$`,
);
const LONGEST = 255;

/** `text` as a grid; null where the text says more than a grid can, so that it must stay as it is. */
export function readHours(text) {
  const given = text.trim();
  if (!given) return emptyGrid();
  if (given.length > LONGEST) return null;
  const rules = splitRules(given).map(parseRule);
  if (rules.some((rule) => rule === null)) return null;
  return gather(rules);
}

/** Rules are separated by semicolons outside quotation marks. */
function splitRules(text) {
  return text.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((part) => part.trim());
}

function parseRule(text) {
  const found = RULE.exec(text)?.groups;
  if (!found || !text) return null;
  const days = found.days ? daysOf(found.days) : { weekdays: [0, 1, 2, 3, 4, 5, 6], holiday: false };
  if (!days) return null;
  const isOff = found.state === "off" || found.state === "closed";
  const spans = spansOf(found.times);
  if (isOff && (found.times || found.note)) return null;
  if (!isOff && !spans && found.state !== "unknown" && !found.note) return null;
  if (found.times === "24/7" && found.days) return null;
  // A remark without a state leaves open whether the place is, so people should ask.
  const ask = found.state === "unknown" || (!found.state && Boolean(found.note));
  return { ...days, spans, isOff, ask, note: found.note ?? "" };
}

function daysOf(text) {
  const weekdays = [];
  let holiday = false;
  for (const part of text.split(",")) {
    const [first, last = first] = part.trim().split("-");
    if (part.includes("PH")) {
      if (part.trim() !== "PH") return null;
      holiday = true;
      continue;
    }
    const [from, to] = [DAY_NAMES.indexOf(first), DAY_NAMES.indexOf(last)];
    for (let day = from; ; day = (day + 1) % 7) {
      weekdays.push(day);
      if (day === to) break;
    }
  }
  return { weekdays, holiday };
}

function spansOf(text) {
  if (!text) return null;
  if (text === "24/7") return [["00:00", "24:00"]];
  return text.split(",").map((span) => span.split("-").map((time) => time.trim().padStart(5, "0")));
}

function gather(rules) {
  const grid = emptyGrid();
  const state = { holiday: null, remark: null, asksAlways: false };
  for (const rule of rules) {
    // A weekday's rule after the holidays' would hold on holidays too.
    if (state.holiday && rule.weekdays.length && !rule.holiday) return null;
    if (!(rule.spans || rule.isOff ? timed(rule, grid, state) : untimed(rule, state))) return null;
  }
  const isOpen = grid.days.some((spans) => spans.length);
  if (state.asksAlways && isOpen) return null;
  // “Closed all week” is no opening hours; and what is silent about everything says nothing.
  if (!isOpen && !state.asksAlways) return null;
  const silent = grid.days.every((spans) => spans.length) ? "same" : "unknown";
  const { ask = false, note = "" } = state.remark ?? {};
  const found = normal({ ...grid, ...(state.holiday ?? { holiday: silent }), ask, note });
  return found.note === note ? found : null;
}

/** Takes a rule with hours, or one that says closed; false where a grid can't hold it. */
function timed(rule, grid, state) {
  if (!rule.isOff && !sameRemark(rule, state)) return false;
  for (const day of rule.weekdays) grid.days[day] = rule.isOff ? [] : rule.spans;
  if (rule.holiday) state.holiday = rule.isOff ? { holiday: "closed" } : { holiday: "own", holidaySpans: rule.spans };
  return true;
}

/** “PH unknown”, or “unknown” for the whole week. */
function untimed(rule, state) {
  if (rule.holiday && !rule.weekdays.length && !rule.note) {
    state.holiday = { holiday: "unknown" };
    return true;
  }
  if (rule.holiday || new Set(rule.weekdays).size < 7 || state.asksAlways) return false;
  state.asksAlways = true;
  return sameRemark(rule, state);
}

/** The remark is one for the whole week. */
function sameRemark({ ask, note }, state) {
  state.remark ??= { ask, note };
  return state.remark.ask === ask && state.remark.note === note;
}
