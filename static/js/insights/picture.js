/** Pictures to keep: what is drawn, on white, under its title. */
export const GROUND = "#ffffff";
const INK = "#1c2526";
const BAND = 72;
const STYLES = ["fill", "stroke", "stroke-width", "stroke-opacity", "stroke-linejoin", "paint-order", "font-size", "font-weight", "text-anchor"];
const EDGE = 24;
const DRAWN_WIDTH = 900;

/** Saves images side by side, with a title above them, as a PNG. */
export function saveTitled(images, title, name) {
  const canvas = document.createElement("canvas");
  canvas.width = images.reduce((sum, image) => sum + image.width + EDGE, EDGE);
  canvas.height = Math.max(...images.map((image) => image.height)) + BAND + EDGE;
  const pen = canvas.getContext("2d");
  pen.fillStyle = GROUND;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = INK;
  pen.font = `600 30px ${getComputedStyle(document.body).fontFamily}`;
  pen.fillText(title, 24, 46, canvas.width - 48);
  let left = EDGE;
  for (const image of images) {
    pen.drawImage(image, left, BAND, image.width, image.height);
    left += image.width + EDGE;
  }
  const link = document.createElement("a");
  link.href = canvas.toDataURL("image/png");
  link.download = name;
  link.click();
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
