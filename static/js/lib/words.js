/** Sentences come from the page, so that all of them go through its translation. */
const words = new Map();
for (const entry of document.getElementById("words")?.content.querySelectorAll("[data-word]") ?? []) {
  words.set(entry.dataset.word, entry.textContent);
}

/** The sentence under `name` with {braces} filled in; the name itself where the page has none. */
export function word(name, values = {}) {
  const sentence = (values.n === 1 && words.get(`${name}.one`)) || words.get(name);
  return fill(sentence ?? name, values);
}

export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

/** A count short enough for a cluster: 1234, then 1.2万 (Chinese) or 12k (English). */
export function shortCount(n, language = document.documentElement.lang) {
  if (n < 10000) return String(n);
  if (language === "en") return `${Math.round(n / 1000)}k`;
  return word("ten-thousand", { n: (n / 10000).toFixed(n < 100000 ? 1 : 0) });
}
