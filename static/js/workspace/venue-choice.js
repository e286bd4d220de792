/** A field that finds a venue by its name; `take` hears of the one that was chosen. */
import { Combobox } from "lib/combobox";
import { getJson } from "lib/http";

const SHOWN = 6;

export function chooseVenue(frame, take = () => {}) {
  const input = frame.querySelector("input");
  return new Combobox({
    input,
    list: frame.querySelector("[role=listbox]"),
    source: async (text) => {
      const { results } = await getJson(`${frame.dataset.search}?q=${encodeURIComponent(text)}&type=venue&limit=${SHOWN}`);
      return results.filter(({ lon }) => lon != null).map((value) => ({ label: value.name, hint: value.label, value }));
    },
    choose: (venue) => {
      input.value = venue.name;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      take(venue);
    },
  });
}
