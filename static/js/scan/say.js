/** Sentences in both languages: the page changes them without a line. */
import { fill } from "lib/words";

const LANGUAGES = { zh: "zh-Hans", en: "en" };
const words = {};
for (const template of document.querySelectorAll("template.words")) {
  const sentences = [...template.content.querySelectorAll("[data-word]")];
  words[template.dataset.lang] = new Map(sentences.map((entry) => [entry.dataset.word, entry.textContent]));
}

export let language = localStorage.getItem("scan-language") === "en" ? "en" : "zh";

export function say(name, values = {}) {
  const known = words[language];
  return fill((values.n === 1 && known.get(`${name}-one`)) || known.get(name) || name, values);
}

/** A text that comes in Chinese and perhaps in English. */
export function either(zh, en) {
  return (language === "en" && en) || zh;
}

export function setLanguage(wanted) {
  language = wanted;
  localStorage.setItem("scan-language", wanted);
  sayAll();
}

/** Fill in what the page says by itself. */
export function sayAll() {
  document.documentElement.lang = LANGUAGES[language];
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll("[data-say-label]")) element.setAttribute("aria-label", say(element.dataset.sayLabel));
  for (const element of document.querySelectorAll("[data-say-hint]")) element.placeholder = say(element.dataset.sayHint);
}

const ZONE = "Asia/Shanghai"; // the city's, wherever the phone believes to be

/** A moment's day in the city, to compare. */
export function dayOf(moment) {
  return new Date(moment).toLocaleDateString("sv-SE", { timeZone: ZONE });
}

let now = () => Date.now();

/** Which day it is, by a clock that may know better than the phone. */
export function reckonBy(clock) {
  now = () => clock.now();
}

export function today() {
  return dayOf(now());
}

/** 09:31, or with its day where that is another. */
export function clock(moment) {
  const day = dayOf(moment) === today() ? {} : { month: "long", day: "numeric" };
  const shown = { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: ZONE };
  return new Date(moment).toLocaleString(LANGUAGES[language] === "en" ? "en-GB" : "zh-CN", shown);
}
