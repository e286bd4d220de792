/**
 * What was typed and not saved lies in this device until it is: it outlives a closed window, and is offered again when
 * the form is opened anew. Numbers of people, passwords and files never lie there. Each window has an entry of its own.
 */
const PREFIX = "kept-words:";
const DAYS_MS = 7 * 24 * 3600 * 1000;
const MOST = 100_000;
const WAIT_MS = 1000;
const NEVER = /csrf|password|phone|mobile|contact|identity|id_number|^base$|^version$|^ticket$/i;
const SENT = `${PREFIX}sent`;
const BACK = `${PREFIX}back`;

/** The fields of a form that may lie in a device, in order. */
export function fieldsOf(form) {
  return [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !NEVER.test(name) && form.elements[name]?.type !== "tel",
  );
}

/** Puts values into the fields of their names; gives back the texts for which the form has no place. */
export function putBack(form, fields) {
  const byName = new Map();
  for (const [name, value] of fields) byName.set(name, [...(byName.get(name) ?? []), value]);
  const homeless = [];
  for (const element of form.elements) {
    if (!element.name || NEVER.test(element.name) || element.type === "file") continue;
    if (element.type === "checkbox" || element.type === "radio") element.checked = (byName.get(element.name) ?? []).includes(element.value);
    else if (element.options && element.multiple) for (const option of element.options) option.selected = (byName.get(element.name) ?? []).includes(option.value);
    else if (byName.get(element.name)?.length) element.value = byName.get(element.name).shift();
  }
  for (const [name, values] of byName) if (!form.elements[name]) homeless.push(...values.filter(Boolean));
  return homeless;
}

/** The entries of one form's address, the newest first; those that are too old are thrown away. */
export function entriesOf(store, path, now) {
  const found = [];
  for (const key of Object.keys(store).filter((one) => one.startsWith(PREFIX))) {
    const entry = read(store, key);
    if (!entry || now - entry.at > DAYS_MS) store.removeItem(key);
    else if (entry.path === path) found.push({ key, ...entry });
  }
  return found.sort((one, other) => other.at - one.at);
}

function read(store, key) {
  try {
    return JSON.parse(store.getItem(key));
  } catch {
    return null;
  }
}

export class KeptWords {
  constructor(form, guard, { store = globalThis.localStorage, tab = globalThis.sessionStorage, path = location.pathname } = {}) {
    Object.assign(this, { form, guard, store, tab, path: path.replace(/^\/en\//, "/") });
    this.key = PREFIX + Math.random().toString(36).slice(2);
    this.forgetWhatArrived();
    const later = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), WAIT_MS);
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", () => {
      this.keep();
      this.tab.setItem(SENT, JSON.stringify({ path: this.path, key: this.key }));
    });
    addEventListener("pagehide", () => this.keep());
  }

  keep() {
    clearTimeout(this.timer);
    if (!this.guard.isChanged()) return this.clear();
    const text = JSON.stringify({ path: this.path, at: Date.now(), fields: fieldsOf(this.form) });
    try {
      if (text.length <= MOST) this.store.setItem(this.key, text);
    } catch {
      // A full or forbidden store: the words stay in the page.
    }
    return undefined;
  }

  clear() {
    clearTimeout(this.timer);
    this.store.removeItem(this.key);
  }

  /** A form that was sent and led on to another step has arrived. */
  forgetWhatArrived() {
    const sent = read(this.tab, SENT);
    this.tab.removeItem(SENT);
    if (sent && sent.path !== this.path) this.store.removeItem(sent.key);
  }

  /** Shows what lies here and is not in the form; true where some was put back just now. */
  offer(bar) {
    const back = this.tab.getItem(BACK);
    this.tab.removeItem(BACK);
    const stands = JSON.stringify(fieldsOf(this.form));
    let isBack = false;
    for (const entry of entriesOf(this.store, this.path, Date.now())) {
      if (entry.key === back) {
        const homeless = putBack(this.form, entry.fields);
        this.keep();
        this.store.removeItem(entry.key);
        isBack = true;
        if (homeless.length) this.show(bar, { ...entry, homeless });
      } else if (JSON.stringify(entry.fields) === stands) this.store.removeItem(entry.key);
      else this.show(bar, entry);
    }
    return isBack;
  }

  show(bar, entry) {
    const part = bar.content.cloneNode(true).firstElementChild;
    part.querySelector("[data-when]").textContent = new Date(entry.at).toLocaleString();
    const [again, drop] = part.querySelectorAll("button");
    // The page is loaded anew, so that the fields are filled before editors and maps look at them.
    again.addEventListener("click", () => {
      this.tab.setItem(BACK, entry.key);
      this.guard.keep(this.guard.snapshot());
      location.reload();
    });
    drop.addEventListener("click", () => {
      this.store.removeItem(entry.key);
      part.remove();
    });
    if (entry.homeless) {
      again.remove();
      part.append(...entry.homeless.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
    }
    this.form.before(part);
  }
}
