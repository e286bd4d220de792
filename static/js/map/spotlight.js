/** A venue made to stand out: the one whose card is under the pointer or has the focus, and the chosen one. */
import L from "map/leaflet";

const SIZE = 48;
const SVG = "http://www.w3.org/2000/svg";

export class Spotlight {
  constructor(map, kinds) {
    Object.assign(this, { map, kinds });
  }

  show(lat, lon, kind) {
    this.hide();
    const icon = L.divIcon({ className: "spotlight", html: largePin(this.kinds[kind]), iconSize: [SIZE, SIZE] });
    this.marker = L.marker([lat, lon], { icon, interactive: false, keyboard: false, zIndexOffset: 1000 }).addTo(this.map);
  }

  hide() {
    this.marker?.remove();
    this.marker = null;
  }
}

export function largePin(kind) {
  const svg = element("svg", { viewBox: "-16 -16 32 32", "aria-hidden": "true" });
  svg.append(element("circle", { r: 15, fill: "#fff" }), element("circle", { r: 13, fill: kind?.colour ?? "#5c6566" }));
  svg.append(pictogram(kind));
  return svg;
}

export function pictogram(kind) {
  const group = element("g", { fill: "#fff", transform: "translate(-8 -8)" });
  for (const d of kind?.paths ?? []) group.append(element("path", { d }));
  return group;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
