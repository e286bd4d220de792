/** A stop's form: choosing a venue fills in the place. Without scripts the server looks the name up. */
import { Combobox } from "lib/combobox";
import { getJson } from "lib/http";

const SHOWN = 6;
const frame = document.getElementById("venue-choice");

function fill(id, value) {
  document.getElementById(id).value = value;
}

function take(venue) {
  fill("id_venue", venue.name);
  fill("id_name", venue.name);
  fill("id_lon", venue.lon);
  fill("id_lat", venue.lat);
  fill("id_datum", "WGS84");
  fill("id_address", venue.address ?? "");
  document.getElementById("id_name").focus();
}

if (frame) {
  new Combobox({
    input: document.getElementById("id_venue"),
    list: document.getElementById("venue-suggestions"),
    source: async (text) => {
      const { results } = await getJson(`${frame.dataset.search}?q=${encodeURIComponent(text)}&type=venue&limit=${SHOWN}`);
      return results.filter(({ lon }) => lon != null).map((value) => ({ label: value.name, hint: value.label, value }));
    },
    choose: take,
  });
}
