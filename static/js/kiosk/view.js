/** What the screen shows, out of data and words; text goes in as text. */
const words = {};
for (const block of document.querySelectorAll("template.words")) {
  const entries = [...block.content.querySelectorAll("[data-word]")].map((entry) => [entry.dataset.word, entry.textContent]);
  words[block.dataset.lang] = Object.fromEntries(entries);
}
const at = (id) => document.getElementById(id);
const FACTS = ["address", "distance", "admission", "phone", "caravan", "unit", "places", "note", "reason"];

export class View {
  constructor(sprite) {
    this.sprite = sprite;
    this.language = "zh";
  }

  word(name, values = {}) {
    return words[this.language][name].replace(/\{(\w+)\}/g, (whole, key) => String(values[key] ?? whole));
  }

  speak(language) {
    this.language = language;
    document.documentElement.lang = language === "en" ? "en" : "zh-Hans";
    for (const element of document.querySelectorAll("[data-say]")) element.textContent = this.word(element.dataset.say);
    const other = { zh: "en", en: "zh" }[language];
    at("language").lang = other;
    at("language").textContent = at("language").dataset[other];
  }

  /** The start: what is near and what is on. */
  start(data) {
    const said = data[this.language];
    at("product").textContent = said.product;
    at("station").textContent = said.name;
    this.list("near", said.near.map((item) => ({ ...item, line: item.distance, text: item.opening.text, state: item.opening.state, meta: item.kind_label })));
    this.list("on", said.on.map((item) => ({ ...item, text: item.when, meta: item.is_now ? this.word(item.unit ? "going-on" : "now") : item.run_by })));
    this.code(data.qr, "qr-map");
    at("detail").hidden = true;
    at("start").hidden = false;
  }

  list(id, items) {
    at(id).replaceChildren(...items.map((item) => this.card(item)));
    at(`${id}-none`).hidden = items.length > 0;
  }

  card(item) {
    const card = at("card").content.firstElementChild.cloneNode(true);
    const part = (name) => card.querySelector(`[data-part="${name}"]`);
    card.querySelector("button").dataset.id = item.id;
    card.querySelector("button").classList.toggle("is-cancelled", Boolean(item.is_cancelled));
    card.querySelector("circle").setAttribute("fill", item.colour);
    card.querySelector("use").setAttribute("href", item.kind ? `${this.sprite}#kind-${item.kind}` : "#icon-activity");
    for (const name of ["name", "line", "text", "meta"]) part(name).textContent = item[name] ?? "";
    if (item.state) part("text").dataset.state = item.state;
    this.marks(part, item);
    return card;
  }

  marks(part, item) {
    part("cancelled").hidden = !item.is_cancelled;
    part("cancelled").textContent = this.word("cancelled");
    part("demonstration").hidden = !item.demonstration;
    part("demonstration").textContent = this.word("demonstration");
  }

  /** One venue, one stop or one session. */
  detail(item) {
    const detail = at("detail");
    const part = (name) => detail.querySelector(`[data-part="${name}"]`);
    part("name").textContent = item.name;
    part("label").textContent = [item.kind_label, item.region_name].filter(Boolean).join(" · ");
    part("opening").textContent = item.opening?.text ?? "";
    part("opening").dataset.state = item.opening?.state ?? "";
    part("when").textContent = item.when ?? "";
    part("summary").textContent = item.summary ?? "";
    this.marks(part, item);
    const facts = { ...item, reason: item.cancel_reason };
    at("facts").replaceChildren(...FACTS.filter((name) => facts[name]).flatMap((name) => [element("dt", this.word(name)), element("dd", facts[name])]));
    const week = item.week ?? [];
    at("week").hidden = !week.length;
    at("week").tBodies[0].replaceChildren(...week.map((day) => this.day(day)));
    this.code(item.qr, item.unit ? "qr-activity" : item.when ? "qr-stop" : "qr-venue");
    at("start").hidden = true;
    detail.hidden = false;
  }

  day({ date_text: date, text, note, is_today: isToday }) {
    const row = document.createElement("tr");
    row.classList.toggle("is-today", isToday);
    const head = element("th", date);
    head.scope = "row";
    row.append(head, element("td", note ? `${text} · ${note}` : text));
    return row;
  }

  code(address, name) {
    at("qr").src = address;
    at("qr").alt = this.word("code");
    at("qr-says").textContent = this.word(name);
  }
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
