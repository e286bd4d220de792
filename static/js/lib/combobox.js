/**
 * A search field with suggestions, as the ARIA combobox pattern has it.
 * `source(text)` resolves to [{label, hint, value, className}]; `choose(value)` takes what was chosen.
 */
const WAIT_MS = 120;

export class Combobox {
  constructor({ input, list, source, choose, onCount }) {
    Object.assign(this, { input, list, source, choose, onCount });
    this.items = [];
    this.active = -1;
    this.asked = 0;
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
    })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.ask());
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => this.close());
    // The list must not take the focus, or the field's blur would close it before the click.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(Number(option.dataset.index));
    });
  }

  ask() {
    clearTimeout(this.timer);
    const text = this.input.value.trim();
    const turn = ++this.asked;
    if (!text) return this.close();
    this.timer = setTimeout(async () => {
      const items = await this.source(text).catch(() => []);
      if (turn === this.asked && document.activeElement === this.input) this.show(items);
    }, WAIT_MS);
  }

  show(items) {
    this.items = items;
    this.list.replaceChildren(...items.map((item, index) => this.option(item, index)));
    this.list.hidden = items.length === 0;
    this.input.setAttribute("aria-expanded", String(items.length > 0));
    this.activate(-1);
    this.onCount?.(items);
  }

  option(item, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.dataset.index = index;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.className = item.className ?? "";
    option.append(item.label);
    if (item.hint) {
      const hint = document.createElement("small");
      hint.textContent = item.hint;
      option.append(hint);
    }
    return option;
  }

  activate(index) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.list.children[index];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  onKey(event) {
    if (event.isComposing) return;
    const count = this.items.length;
    const open = !this.list.hidden;
    if (event.key === "Escape" && open) event.preventDefault(), this.close();
    else if (event.key === "ArrowDown" && count) event.preventDefault(), this.move(1);
    else if (event.key === "ArrowUp" && count) event.preventDefault(), this.move(-1);
    else if (event.key === "Enter" && open && this.active >= 0) event.preventDefault(), this.take(this.active);
    else if (event.key === "Enter") this.close();
  }

  move(step) {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    const count = this.items.length;
    this.activate(this.active < 0 ? (step > 0 ? 0 : count - 1) : (this.active + step + count) % count);
  }

  take(index) {
    const item = this.items[index];
    this.close();
    if (item) this.choose(item.value);
  }

  close() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.activate(-1);
  }
}
