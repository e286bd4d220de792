/** What modules expect of a browser while they are loaded; import this first, then the module by `await import()`. */
import { webcrypto } from "node:crypto";
import { register } from "node:module";

register("./resolver.js", import.meta.url);

const words = new Map(Object.entries({ "ten-thousand": "{n}万", offline: "offline", slow: "slow", strange: "strange" }));
const entries = [...words].map(([word, textContent]) => ({ dataset: { word }, textContent }));
globalThis.crypto ??= webcrypto; // Node 18 has it under another name
globalThis.window = globalThis;
globalThis.document = {
  documentElement: { lang: "zh-Hans" },
  getElementById: (id) => (id === "words" ? { content: { querySelectorAll: () => entries } } : null),
};
