/** The server's calendar of an expression, asked for once the person has paused. */
import { getHtml, wasAborted } from "lib/http";

const CALM_MS = 350;

export class HoursPreview {
  /** `onRead` hears the expression that the server made of what was typed, words for one. */
  constructor(place, url, onRead) {
    Object.assign(this, { place, url, onRead });
  }

  show(expression) {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.ask(expression), CALM_MS);
  }

  async ask(expression) {
    this.asked?.abort();
    this.asked = new AbortController();
    this.place.setAttribute("aria-busy", "true");
    try {
      // The server's own template, escaped there.
      this.place.innerHTML = await getHtml(`${this.url}?${new URLSearchParams({ expression })}`, { signal: this.asked.signal });
      this.place.removeAttribute("aria-busy");
      const read = this.place.querySelector("[data-expression]")?.dataset.expression;
      if (read && read !== expression) this.onRead(read, expression);
    } catch (problem) {
      if (wasAborted(problem)) return;
      this.place.textContent = problem.message;
      this.place.removeAttribute("aria-busy");
    }
  }
}
