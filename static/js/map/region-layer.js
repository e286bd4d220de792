/** The base map that needs no internet: counties as land, their borders and names, the chosen one outlined. */
import L from "map/leaflet";
import { getJson } from "lib/http";
import { pageData } from "lib/page-data";
import { bordersAround } from "map/around";
import { Graticule } from "map/graticule";
import { PlaceNames } from "map/place-names";

/** Boundaries come simplified for a zoom; finer ones are fetched when the map comes closer. */
const STEPS = [8, 10, 12, 14];
const LEVELS = ["city", "county", "functional_zone", "surrounding"];
/** Earlier names go first where room is scarce. */
const NAMED_LEVELS = ["county", "functional_zone", "surrounding"];

export class RegionLayer {
  constructor(map, { url }) {
    Object.assign(this, { map, url, chosen: "", fetched: new Map(), names: new PlaceNames(map) });
    this.canvas = L.canvas({ pane: "regions", padding: 0.4 });
    this.graticule = new Graticule(map, this.canvas);
    this.land = L.geoJSON(null, { renderer: this.canvas, interactive: false, style: (region) => this.style(region) });
    this.outline = L.geoJSON(null, { renderer: this.canvas, interactive: false, style: () => this.outlineStyle() });
    this.around = L.geoJSON(null, { renderer: this.canvas, interactive: false, style: () => this.aroundStyle() });
    // A broad faint line under the land: only its outer half is seen, as a shadow around the city.
    this.glow = L.geoJSON(null, { renderer: this.canvas, interactive: false, style: () => this.glowStyle() });
    this.group = L.layerGroup([this.around, this.glow, this.land, this.outline]);
    map.on("zoomend", () => this.refine());
  }

  /** Shows land, borders and names (the local base map); without it only the chosen county's outline. */
  async show({ land = true } = {}) {
    this.withLand = land;
    this.group.addTo(this.map);
    this.draw();
    await this.refine();
  }

  async refine() {
    const step = STEPS.findLast((zoom) => zoom <= this.map.getZoom()) ?? STEPS[0];
    if (step === this.step) return;
    this.step = step;
    try {
      if (!this.fetched.has(step)) this.fetched.set(step, getJson(`${this.url}?zoom=${step}&level=${LEVELS}`));
      const collection = await this.fetched.get(step);
      if (this.step !== step) return;
      this.regions = collection.features;
      this.draw();
    } catch {
      // The map works without its background; the next change of zoom tries again.
      this.fetched.delete(step);
      this.step = undefined;
    }
  }

  draw() {
    if (!this.regions) return;
    this.palette = palette();
    this.glow.clearLayers();
    this.land.clearLayers();
    this.around.clearLayers();
    const drawn = (level) => this.regions.filter((region) => region.geometry && region.properties.level === level);
    const counties = drawn("county");
    if (this.withLand) {
      const around = drawn("surrounding");
      if (around.length) this.around.addData(bordersAround(around));
      this.glow.addData(counties);
      this.land.addData(counties);
      this.graticule.show(this.palette.border);
      this.graticule.lines.bringToFront();
    } else this.graticule.hide();
    this.drawOutline();
    this.drawNames();
  }

  drawOutline() {
    this.outline.clearLayers();
    const region = this.region(this.chosen);
    if (region?.geometry) this.outline.addData(region);
  }

  drawNames() {
    const labelled = this.withLand ? this.regions.map(({ properties }) => properties).filter(({ label }) => label) : [];
    const named = NAMED_LEVELS.flatMap((level) => labelled.filter((properties) => properties.level === level));
    this.names.set(named.map((properties) => ({
      text: this.nameOf(properties), lon: properties.label[0], lat: properties.label[1], outside: properties.level === "surrounding",
    })));
  }

  /** Short in Chinese (the names are crowded in the middle), whole in another language. */
  nameOf({ code, name, name_en: english, short_name: short }) {
    return pageData.lang === "en" ? english || pageData.regions?.[code]?.name || name : short || name;
  }

  region(code) {
    return this.regions?.find((region) => region.properties.code === code);
  }

  /** Outlines a region ("" for none); resolves to its bounds, or null where it has no boundary. */
  async choose(code) {
    this.chosen = code;
    await this.fetched.get(this.step)?.catch(() => null);
    if (!this.regions) return null;
    this.land.setStyle((region) => this.style(region));
    this.drawOutline();
    const bounds = this.outline.getBounds();
    return code && bounds.isValid() ? bounds : null;
  }

  style(region) {
    const faded = this.chosen && region.properties.code !== this.chosen && this.region(this.chosen)?.geometry;
    return {
      fillColor: faded ? this.palette.faded : this.palette.land, fillOpacity: 1,
      color: this.palette.border, weight: 1, opacity: faded ? 0.45 : 0.8,
    };
  }

  aroundStyle() {
    return { color: this.palette.border, weight: 0.75, opacity: 0.35 };
  }

  glowStyle() {
    return { fill: false, color: this.palette.glow, weight: 10, opacity: 1 };
  }

  outlineStyle() {
    return { fill: false, color: this.palette.outline, weight: 3, opacity: 0.95 };
  }
}

function palette() {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  return {
    land: token("--land"), faded: token("--land-faded"), border: token("--border"), outline: token("--accent"), glow: token("--border-glow"),
  };
}
