/** The form above the list: what is chosen in it, and a call when that changes. */
export class Filters {
  constructor(form, onChange) {
    this.form = form;
    this.more = form.querySelector("#more-kinds");
    form.addEventListener("change", (event) => {
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
    this.foldMore();
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
      open: given.get("open") === "now", near: this.near.getAttribute("aria-pressed") === "true",
    };
  }

  write(state) {
    const { elements } = this.form;
    elements.q.value = state.q;
    elements.region.value = state.region;
    elements.open.checked = state.open;
    for (const box of this.form.querySelectorAll("input[name=kind]")) box.checked = state.kinds.includes(box.value);
    this.near.setAttribute("aria-pressed", String(state.near));
    this.mark();
  }

  get near() {
    return this.form.querySelector("#near");
  }

  mark() {
    this.form.elements.region.classList.toggle("is-set", Boolean(this.form.elements.region.value));
    const chosen = this.more.querySelectorAll("input:checked").length;
    this.more.querySelector("#more-chosen").textContent = chosen || "";
  }

  /** “More kinds” closes as menus do: by Escape, by its button, by a press elsewhere. */
  foldMore() {
    const close = (refocus) => {
      if (!this.more.open) return;
      this.more.open = false;
      if (refocus) this.more.querySelector("summary").focus();
    };
    this.more.querySelector("#more-done").addEventListener("click", () => close(true));
    this.more.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close(true);
    });
    document.addEventListener("pointerdown", (event) => {
      if (!this.more.contains(event.target)) close(false);
    });
  }
}
