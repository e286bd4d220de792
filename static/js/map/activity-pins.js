/** The marks of activities: squares with a calendar's leaf. Venues' are round, so shape tells them apart as well as colour. */
import { clusterRadius, PIN, Pins } from "map/pins";

export const COLOUR = "#8a2f6b";
export const LEAF = "M2 2h2V0h2v2h4V0h2v2h2a1.5 1.5 0 0 1 1.5 1.5V14a1.5 1.5 0 0 1-1.5 1.5H2A1.5 1.5 0 0 1 .5 14V3.5A1.5 1.5 0 0 1 2 2zm0 4.5v7.5h12V6.5zM4.5 8.5h3v3h-3z";

export class ActivityPins extends Pins {
  pin() {
    return this.once("activity", PIN + 8, (pen, size) => {
      const middle = size / 2;
      square(pen, middle, PIN / 2, "#fff", this.palette.shade);
      square(pen, middle, PIN / 2 - 2, COLOUR);
      pen.translate(middle - 8, middle - 8);
      pen.fillStyle = "#fff";
      pen.fill(new Path2D(LEAF));
    });
  }

  cluster(feature, text) {
    const radius = clusterRadius(feature.n);
    return this.once(`activities/${text}`, Math.ceil(radius * 2 + 10), (pen, size) => {
      const middle = size / 2;
      square(pen, middle, radius, "#fff", this.palette.shade);
      square(pen, middle, radius - 2, COLOUR);
      pen.fillStyle = "#fff";
      pen.font = `600 ${text.length > 3 ? 12 : radius > 20 ? 15 : 13}px ${this.palette.font}`;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillText(text, middle, middle + 0.5);
    });
  }
}

function square(pen, middle, half, colour, shade) {
  pen.save();
  if (shade) Object.assign(pen, { shadowColor: shade, shadowBlur: 2, shadowOffsetY: 1 });
  pen.beginPath();
  pen.roundRect(middle - half, middle - half, half * 2, half * 2, half * 0.45);
  pen.fillStyle = colour;
  pen.fill();
  pen.restore();
}
