/** Suggestions under the search field: venues and activities by name, and “all results” for the text itself. */
import { Combobox } from "lib/combobox";
import { getJson } from "lib/http";
import { inLanguage } from "lib/page-data";
import { word } from "lib/words";

const SHOWN = 8;

export function addSuggestions({ input, list, url, announce, onVenue, onText, onActivity }) {
  let running;
  return new Combobox({
    input, list,
    async source(text) {
      running?.abort();
      running = new AbortController();
      const { results } = await getJson(inLanguage(`${url}?q=${encodeURIComponent(text)}&limit=${SHOWN}`), { signal: running.signal });
      const venues = results.map((result) => ({ label: result.name, hint: result.label, value: { venue: result } }));
      return [...venues, { label: word("search-all", { q: text }), className: "all", value: { text } }];
    },
    choose: ({ venue, text }) => (!venue ? onText(text) : venue.type === "activity" ? onActivity(venue) : onVenue(venue)),
    onCount: (items) => announce(items.length > 1 ? word("suggestions", { n: items.length - 1 }) : word("no-suggestions")),
  });
}
