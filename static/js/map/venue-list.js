/** The list beside the map: fetched as HTML for what the map shows, with “more” at its end. */
import { getHtml, wasAborted } from "lib/http";
import { word } from "lib/words";

export class VenueList {
  /** `urlFor()` gives the present list's address; `onCount(total)` hears how many there are in all. */
  constructor(element, { urlFor, onCount, onPoint, onLeave, announce }) {
    Object.assign(this, { element, urlFor, onCount, announce });
    this.body = document.getElementById("sheet-body");
    this.error = document.getElementById("list-error");
    document.getElementById("list-retry").addEventListener("click", () => this.refresh());
    element.addEventListener("click", (event) => {
      const more = event.target.closest("[data-more]");
      if (more) event.preventDefault(), this.loadMore(more);
    });
    const point = (event) => {
      const card = event.target.closest(".venue-card");
      if (card?.dataset.lon) onPoint(card.dataset);
    };
    element.addEventListener("pointerover", point);
    element.addEventListener("focusin", point);
    element.addEventListener("pointerleave", onLeave);
    element.addEventListener("focusout", onLeave);
  }

  async refresh() {
    this.running?.abort();
    const running = (this.running = new AbortController());
    this.body.setAttribute("aria-busy", "true");
    try {
      this.put(parse(await getHtml(this.urlFor(), { signal: running.signal })));
    } catch (problem) {
      if (wasAborted(problem) || this.running !== running) return;
      this.fail(problem);
    }
    if (this.running === running) this.body.removeAttribute("aria-busy");
  }

  put(page) {
    const focused = this.element.contains(document.activeElement) && document.activeElement.closest(".venue-card")?.dataset.id;
    this.element.replaceChildren(page);
    this.error.hidden = true;
    this.body.scrollTop = 0;
    // The map may move under somebody who reads the list by keyboard: they stay where they were.
    if (focused) (this.card(focused)?.querySelector("a") ?? this.element).focus({ preventScroll: false });
    this.onCount(Number(page.dataset.total));
  }

  async loadMore(link) {
    // The link is for pages without scripts: the place and the area are known here only.
    const page = new URL(link.href).searchParams.get("page");
    link.setAttribute("aria-disabled", "true");
    try {
      const following = parse(await getHtml(`${this.urlFor()}&page=${page}`));
      const cards = [...following.querySelectorAll(".venue-card")];
      this.element.querySelector(".venue-list").append(...cards);
      const next = following.querySelector("[data-more]");
      if (next) link.replaceWith(next);
      else link.remove();
      cards[0]?.querySelector("a").focus();
      this.announce(word("more-loaded", { n: cards.length }));
    } catch (problem) {
      link.removeAttribute("aria-disabled");
      this.fail(problem);
    }
  }

  fail(problem) {
    document.getElementById("list-sentence").textContent = problem.sentence ?? String(problem);
    this.error.hidden = false;
  }

  card(id) {
    return this.element.querySelector(`.venue-card[data-id="${CSS.escape(id)}"]`);
  }

  mark(id) {
    for (const card of this.element.querySelectorAll(".is-active")) card.classList.remove("is-active");
    const card = id && this.card(id);
    card?.classList.add("is-active");
    card?.scrollIntoView({ block: "nearest" });
  }
}

function parse(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector(".venue-page");
}
