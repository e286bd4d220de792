/**
 * The marks on the map, drawn once each and then copied: a pin for each kind and state, a disc
 * for each size of cluster. The pictogram and colour are the kind's, the same as in lists.
 */
export const PIN = 32;
const OPEN = 1;
const CLOSED = 0;

export function clusterRadius(n) {
  return Math.min(28, 14 + 2.6 * Math.log2(n) ** 0.85);
}

export function markRadius(feature) {
  return feature.n > 1 ? clusterRadius(feature.n) : PIN / 2;
}

export class Pins {
  constructor(kinds, ratio, palette) {
    Object.assign(this, { kinds, ratio, palette });
    this.drawn = new Map();
    this.shapes = new Map();
  }

  /** The kind's pictogram as shapes in a 16 × 16 box. */
  pictogram(kind) {
    if (!this.shapes.has(kind)) this.shapes.set(kind, (this.kinds[kind]?.paths ?? []).map((d) => new Path2D(d)));
    return this.shapes.get(kind);
  }

  colour(kind) {
    return this.kinds[kind]?.colour ?? this.palette.unknown;
  }

  pin(kind, state) {
    return this.once(`${kind}/${state}`, PIN + 8, (pen, size) => {
      const middle = size / 2;
      disc(pen, middle, middle + 1, PIN / 2, this.palette.shade);
      disc(pen, middle, middle, PIN / 2, "#fff");
      disc(pen, middle, middle, PIN / 2 - 2, this.colour(kind));
      pen.save();
      pen.translate(middle - 8, middle - 8);
      pen.fillStyle = "#fff";
      for (const shape of this.pictogram(kind)) pen.fill(shape);
      pen.restore();
      if (state === OPEN || state === CLOSED) this.badge(pen, size - 8, 8, state);
    });
  }

  /** Open: a full dot. Closed: a bar. Told apart by shape as well as by colour. */
  badge(pen, x, y, state) {
    disc(pen, x, y, 6.5, "#fff");
    disc(pen, x, y, 5, state === OPEN ? this.palette.open : this.palette.closed);
    if (state === CLOSED) {
      pen.fillStyle = "#fff";
      pen.fillRect(x - 3, y - 1, 6, 2);
    }
  }

  cluster(feature, text) {
    const radius = clusterRadius(feature.n);
    return this.once(`${feature.k}/${text}`, Math.ceil(radius * 2 + 10), (pen, size) => {
      const middle = size / 2;
      disc(pen, middle, middle + 1, radius + 2, this.palette.shade);
      disc(pen, middle, middle, radius + 2, "#fff");
      disc(pen, middle, middle, radius + 0.5, this.colour(feature.k));
      disc(pen, middle, middle, radius - 2, "#fff");
      disc(pen, middle, middle, radius - 3, this.palette.cluster);
      pen.fillStyle = this.palette.clusterInk;
      pen.font = `600 ${text.length > 3 ? 12 : radius > 20 ? 15 : 13}px ${this.palette.font}`;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillText(text, middle, middle + 0.5);
    });
  }

  once(key, size, draw) {
    let picture = this.drawn.get(key);
    if (!picture) {
      picture = document.createElement("canvas");
      picture.width = picture.height = Math.ceil(size * this.ratio);
      const pen = picture.getContext("2d");
      pen.scale(this.ratio, this.ratio);
      draw(pen, size);
      picture.size = size;
      this.drawn.set(key, picture);
    }
    return picture;
  }
}

function disc(pen, x, y, radius, colour) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fillStyle = colour;
  pen.fill();
}

/** The colours of the moment, out of the style sheet's tokens. */
export function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  return {
    unknown: "#5c6566", open: "#1b7a3d", closed: "#6b6f70", shade: "rgb(0 0 0 / 22%)",
    cluster: token("--brand"), clusterInk: token("--on-brand"),
    label: token("--ink"), halo: token("--surface"), font: token("--font"),
  };
}
