/** The sentences of one part of a page, out of the template beside it. */
import { fill } from "lib/words";

export function wordsOf(template) {
  const words = new Map([...template.content.querySelectorAll("[data-word]")].map((entry) => [entry.dataset.word, entry.textContent]));
  return (name, values = {}) => fill(words.get(name) ?? name, values);
}
