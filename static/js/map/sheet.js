/** The list's sheet on a small screen: three heights, by dragging its head or by its button. */
import { word } from "lib/words";

export const HEIGHTS = ["peek", "half", "full"];
const QUICK_PX_PER_MS = 0.5;
const SLOP_PX = 6;

/** Where a drag ends: the height nearest to where it stopped, one further when it was quick. */
export function settle(shown, heights, speed) {
  const order = HEIGHTS.map((name) => heights[name]);
  const nearest = order.reduce((best, height, i) => (Math.abs(height - shown) < Math.abs(order[best] - shown) ? i : best), 0);
  if (Math.abs(speed) < QUICK_PX_PER_MS) return HEIGHTS[nearest];
  const beyond = speed > 0 ? order.findIndex((height) => height > shown) : order.findLastIndex((height) => height < shown);
  return HEIGHTS[beyond < 0 ? nearest : beyond];
}

export class Sheet {
  constructor({ page, sheet, head, handle, onSettled }) {
    Object.assign(this, { page, sheet, head, handle, onSettled });
    handle.addEventListener("click", () => !this.dragged && this.set(this.next()));
    head.addEventListener("pointerdown", (event) => this.start(event));
    head.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) head.addEventListener(end, (event) => this.end(event));
    this.label();
  }

  get height() {
    return this.page.dataset.height;
  }

  get isSheet() {
    return getComputedStyle(this.handle).display !== "none";
  }

  next() {
    return { peek: "half", half: "full", full: "peek" }[this.height];
  }

  set(height) {
    this.page.dataset.height = height;
    this.page.style.removeProperty("--shown");
    this.label();
    this.onSettled?.(height);
  }

  label() {
    this.handle.setAttribute("aria-label", word(`sheet-${this.next()}`));
  }

  /** The three heights in pixels, as the style sheet has them. */
  measure() {
    const full = this.sheet.getBoundingClientRect().height;
    return { peek: 5.4 * parseFloat(getComputedStyle(document.documentElement).fontSize), half: innerHeight * 0.44, full };
  }

  start(event) {
    if (!this.isSheet || event.button || event.target.closest("a")) return;
    const top = this.sheet.getBoundingClientRect().top;
    const bottom = this.page.getBoundingClientRect().bottom;
    this.drag = { y: event.clientY, shown: bottom - top, heights: this.measure(), at: event.timeStamp, last: event.clientY, speed: 0 };
    this.dragged = false;
  }

  move(event) {
    const { drag } = this;
    if (!drag) return;
    const up = drag.y - event.clientY;
    if (!this.dragged && Math.abs(up) < SLOP_PX) return;
    if (!this.dragged) this.head.setPointerCapture(event.pointerId);
    this.dragged = true;
    drag.speed = (drag.last - event.clientY) / Math.max(1, event.timeStamp - drag.at);
    Object.assign(drag, { last: event.clientY, at: event.timeStamp });
    drag.now = Math.min(Math.max(drag.shown + up, drag.heights.peek), drag.heights.full);
    this.sheet.classList.add("is-dragged");
    this.page.style.setProperty("--shown", `${drag.now}px`);
  }

  end() {
    const { drag } = this;
    this.drag = null;
    if (!drag || !this.dragged) return;
    this.sheet.classList.remove("is-dragged");
    this.set(settle(drag.now, drag.heights, drag.speed));
    // The click that ends a drag is no press of the button.
    setTimeout(() => { this.dragged = false; });
  }
}
