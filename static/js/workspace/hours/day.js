/** One day of the week's form: closed, or one stretch of time after another. */
const USUAL = ["09:00", "17:00"];
const AFTERNOON = ["14:00", "17:00"];

export class HoursDay {
  constructor(root, { name, onChange, onCopy }) {
    Object.assign(this, { root, onChange });
    this.element = root.querySelector("#hours-day").content.firstElementChild.cloneNode(true);
    this.element.setAttribute("aria-label", name);
    this.element.querySelector(".hours-name").textContent = name;
    this.open = this.element.querySelector("input[type=checkbox]");
    this.place = this.element.querySelector(".hours-spans");
    this.open.addEventListener("change", () => { this.set(this.open.checked ? [USUAL] : []); onChange(); });
    this.element.querySelector("[data-act=add]").addEventListener("click", () => this.add());
    this.element.querySelector("[data-act=copy]").addEventListener("click", () => onCopy(this.spans));
    this.set([]);
  }

  /** The stretches as [["09:00", "12:00"], …]; midnight at an end is 24:00. */
  get spans() {
    return [...this.place.children].map((span) => {
      const [start, end] = [...span.querySelectorAll("input")].map((input) => input.value);
      return [start, end === "00:00" ? "24:00" : end];
    });
  }

  set(spans) {
    this.place.replaceChildren(...spans.map((span) => this.span(span)));
    this.settle();
  }

  settle() {
    const isOpen = this.place.children.length > 0;
    this.open.checked = isOpen;
    this.element.classList.toggle("is-open", isOpen);
  }

  add() {
    const last = this.spans.at(-1);
    const next = !last ? USUAL : last[1] <= AFTERNOON[0] ? AFTERNOON : ["", ""];
    this.place.append(this.span(next));
    this.settle();
    this.place.lastElementChild.querySelector("input").focus();
    this.onChange();
  }

  span([start, end]) {
    const span = this.root.querySelector("#hours-span").content.firstElementChild.cloneNode(true);
    const [from, to] = span.querySelectorAll("input");
    from.value = start;
    to.value = end === "24:00" ? "00:00" : end;
    span.addEventListener("change", () => this.onChange());
    span.querySelector("button").addEventListener("click", () => {
      span.remove();
      this.settle();
      this.open.focus();
      this.onChange();
    });
    return span;
  }

  complain(sentence) {
    const wrong = this.element.querySelector(".wrong");
    wrong.textContent = sentence;
    wrong.hidden = !sentence;
  }

  focus() {
    this.open.focus();
  }
}
