/** The card that opens at a point of the map. */
import L from "map/leaflet";
import { getJson } from "lib/http";
import { inLanguage, pageData } from "lib/page-data";
import { word } from "lib/words";
import { toast } from "lib/toast";
import { pictogram } from "map/spotlight";

export class Popup {
  constructor(map, kinds, { linkTarget = "" } = {}) {
    Object.assign(this, { map, kinds, linkTarget, kept: new Map() });
    this.template = document.getElementById("popup-card");
  }

  /** Opens the card of a venue at its own place. */
  async open(id, latlng) {
    this.wanted = id;
    try {
      if (!this.kept.has(id)) this.kept.set(id, getJson(inLanguage(pageData.venueApi.replace("ID", id))));
      const venue = await this.kept.get(id);
      if (this.wanted !== id) return;
      const [lon, lat] = venue.geometry?.coordinates ?? [latlng.lng, latlng.lat];
      const popup = L.popup({ minWidth: 200, maxWidth: 320, offset: [0, -10], autoPanPaddingTopLeft: [16, 130], autoPanPaddingBottomRight: [16, 40] })
        .setLatLng([lat, lon]).setContent(this.card({ ...venue.properties, url: pageData.venueUrl.replace("ID", id) })).openOn(this.map);
      popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", word("close"));
    } catch (problem) {
      this.kept.delete(id);
      toast(problem.sentence ?? String(problem));
    }
  }

  close() {
    this.wanted = null;
    this.map.closePopup();
  }

  card(venue) {
    const card = this.template.content.cloneNode(true);
    const part = (name) => card.querySelector(`[data-part="${name}"]`);
    const kind = this.kinds[venue.kind];
    card.querySelector("circle").setAttribute("fill", kind?.colour ?? "#5c6566");
    card.querySelector("g").replaceWith(badgePictogram(kind));
    part("kind").textContent = venue.kind_label;
    part("name").textContent = venue.name;
    part("opening").textContent = venue.opening?.text ?? "";
    part("opening").dataset.state = venue.opening?.state ?? "unknown";
    part("address").textContent = venue.address ?? "";
    part("approximate").hidden = venue.position_quality !== "approximate";
    part("demonstration").hidden = !venue.demonstration;
    for (const link of [part("name"), part("link")]) {
      link.href = venue.url;
      if (this.linkTarget) Object.assign(link, { target: this.linkTarget, rel: "noopener" });
    }
    return card.firstElementChild;
  }
}

function badgePictogram(kind) {
  const group = pictogram(kind);
  group.setAttribute("transform", "translate(7.5 7.5) scale(1.0625)");
  return group;
}
