import { parseOpen } from "map/address";

/** The form above the list: what is chosen in it, and a call when that changes. */
export class Filters {
  constructor(form, onChange) {
    this.form = form;
    this.more = form.querySelector("#more-kinds");
    form.addEventListener("change", (event) => {
      if (event.target.type === "date") this.form.elements.when.value = "";
      if (event.target.name !== "q") this.changed(onChange);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.changed(onChange);
    });
    // The field's own “clear” button tells of itself through `search`, as Enter does through `submit`.
    form.elements.q.addEventListener("search", () => {
      if (!form.elements.q.value) this.changed(onChange);
    });
    for (const more of form.querySelectorAll(".more-kinds")) this.foldMore(more);
    this.mark();
  }

  changed(onChange) {
    this.mark();
    onChange(this.read());
  }

  read() {
    const given = new FormData(this.form);
    return {
      q: (given.get("q") ?? "").trim(), kinds: given.getAll("kind"), region: given.get("region") ?? "",
      open: parseOpen(given.getAll("open")), ...this.readDays(given), near: this.near.getAttribute("aria-pressed") === "true",
    };
  }

  /** Days of one's own stand in for a named stretch, and the other way round. */
  readDays(given) {
    const [from, to] = [given.get("from") ?? "", given.get("to") ?? ""];
    const when = given.get("when") ?? "";
    return when ? { when, from: "", to: "" } : { when, from, to };
  }

  write(state) {
    const { elements } = this.form;
    elements.q.value = state.q;
    elements.region.value = state.region;
    for (const box of this.openBoxes) box.checked = state.open.split(",").includes(box.value);
    for (const box of this.form.querySelectorAll("input[name=kind]")) box.checked = state.kinds.includes(box.value);
    this.near.setAttribute("aria-pressed", String(state.near));
    elements.when.value = state.when;
    for (const name of ["from", "to"]) elements[name].value = state[name];
    elements.show.disabled = !state.show;
    for (const link of this.form.querySelectorAll("a[data-show]")) {
      if (link.dataset.show === (state.show || "venues")) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    this.mark();
  }

  get openBoxes() {
    return this.form.querySelectorAll("input[name=open]");
  }

  get near() {
    return this.form.querySelector("#near");
  }

  mark() {
    this.form.querySelector("#with-unknown").hidden = !this.openBoxes[0].checked;
    this.form.elements.region.classList.toggle("is-set", Boolean(this.form.elements.region.value));
    const chosen = this.more.querySelectorAll("input:checked").length;
    this.more.querySelector("#more-chosen").textContent = chosen || "";
  }

  /** “More kinds” and “days” close as menus do: by Escape, by their button, by a press elsewhere. */
  foldMore(more) {
    const close = (refocus) => {
      if (!more.open) return;
      more.open = false;
      if (refocus) more.querySelector("summary").focus();
    };
    more.querySelector("[data-done]").addEventListener("click", () => close(true));
    more.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close(true);
    });
    document.addEventListener("pointerdown", (event) => {
      if (!more.contains(event.target)) close(false);
    });
  }
}
