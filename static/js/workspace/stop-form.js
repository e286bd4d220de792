/** A stop's form: choosing a venue fills in the place. Without scripts the server looks the name up. */
import { chooseVenue } from "workspace/venue-choice";

const frame = document.getElementById("venue-choice");

function fill(id, value) {
  document.getElementById(id).value = value;
}

function take(venue) {
  fill("id_name", venue.name);
  fill("id_lon", venue.lon);
  fill("id_lat", venue.lat);
  fill("id_datum", "WGS84");
  fill("id_address", venue.address ?? "");
  document.getElementById("id_name").focus();
}

if (frame) chooseVenue(frame, take);
