/** The map alone, in another site's frame: links open the full page in a new tab. */
import { pageData } from "lib/page-data";
import { filterQuery, parseAddress } from "map/address";
import { stage, visiblePadding } from "map/stage";
import { addVenues } from "map/venues-on-map";

const frame = document.getElementById("map");
const state = parseAddress(location.search, pageData.leftOut);
// Scrolling the outer page must not be caught by the frame.
const { map, regions, ready } = stage(frame, { view: state.view, approval: frame.dataset.approval, scrollWheelZoom: false });
addVenues(map, { regions, query: filterQuery(state), linkTarget: "_blank" });
map.on("focus click", () => map.scrollWheelZoom.enable());
map.on("blur", () => map.scrollWheelZoom.disable());
ready.then(async () => {
  const bounds = state.region && (await regions.choose(state.region));
  if (bounds && !state.view) map.fitBounds(bounds, visiblePadding(map));
});
