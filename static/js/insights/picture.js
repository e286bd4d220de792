/** Pictures to keep: what is drawn, on white, under its title. */
export const GROUND = "#ffffff";
const INK = "#1c2526";
const BAND = 72;
const STYLES = ["fill", "stroke", "stroke-width", "stroke-opacity", "stroke-linejoin", "paint-order", "font-size", "font-weight", "text-anchor"];
const EDGE = 24;
const SMALL = 20;
const LINE_HEIGHT = 30;
const LEAST_WIDTH = 720;
const DRAWN_WIDTH = 900;

/** Saves images side by side as a PNG: a title above them, and below where the figure comes from, line by line. */
export function saveTitled(images, title, name, origin = []) {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const font = getComputedStyle(document.body).fontFamily;
  const small = `${SMALL}px ${font}`;
  canvas.width = Math.max(LEAST_WIDTH, images.reduce((sum, image) => sum + image.width + EDGE, EDGE));
  pen.font = small;
  const lines = origin.flatMap((text) => wrapped(text, canvas.width - 2 * EDGE, (part) => pen.measureText(part).width));
  const drawn = Math.max(...images.map((image) => image.height));
  canvas.height = BAND + drawn + EDGE + lines.length * LINE_HEIGHT + (lines.length ? EDGE : 0);
  pen.fillStyle = GROUND;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = INK;
  pen.font = `600 30px ${font}`;
  pen.fillText(title, EDGE, 46, canvas.width - 2 * EDGE);
  let left = EDGE;
  for (const image of images) {
    pen.drawImage(image, left, BAND, image.width, image.height);
    left += image.width + EDGE;
  }
  pen.font = small;
  lines.forEach((line, place) => pen.fillText(line, EDGE, BAND + drawn + EDGE + (place + 1) * LINE_HEIGHT));
  const link = document.createElement("a");
  link.href = canvas.toDataURL("image/png");
  link.download = name;
  link.click();
}

/** A text in lines no wider than `width`; `measure` tells a text's width. Chinese breaks anywhere, words at spaces. */
export function wrapped(text, width, measure) {
  const lines = [];
  let line = "";
  for (const part of text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/g) ?? []) {
    if (line && measure(line + part) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += part;
  }
  return line ? [...lines, line.trimEnd()] : lines;
}

/** What stands below a figure of the page: its definition, days, moment and source. */
export function originOf(figure) {
  return [...figure.querySelectorAll(".origin p")].map((line) => line.textContent.trim());
}

/** An image of an address of data, once it can be drawn. */
export function imageOf(url, width = 0, height = 0) {
  return new Promise((resolve, reject) => {
    const image = width ? new Image(width, height) : new Image();
    image.addEventListener("load", () => resolve(image));
    image.addEventListener("error", reject);
    image.src = url;
  });
}

/** A drawing of the page as an image by itself: what style sheets say of it goes along. */
export async function imageOfDrawing(svg) {
  const { width, height } = svg.viewBox.baseVal;
  const copy = svg.cloneNode(true);
  const whole = [...svg.querySelectorAll("*")];
  for (const [place, element] of [...copy.querySelectorAll("*")].entries()) {
    const style = getComputedStyle(whole[place]);
    for (const name of STYLES) element.setAttribute(name, style.getPropertyValue(name));
  }
  const high = Math.round((DRAWN_WIDTH * height) / width);
  copy.setAttribute("width", DRAWN_WIDTH);
  copy.setAttribute("height", high);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("font-family", getComputedStyle(document.body).fontFamily);
  const text = new XMLSerializer().serializeToString(copy);
  return imageOf(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`, DRAWN_WIDTH, high);
}
