import assert from "node:assert/strict";
import test from "node:test";
import "./browser.js";

const { entriesOf, putBack } = await import("workspace/kept");
const { postForm } = await import("lib/http");
const DAY = 24 * 3600 * 1000;

/** A Storage, as far as the module asks of it: its keys are its own properties. */
function storeOf(entries) {
  const store = { ...entries };
  Object.defineProperties(store, {
    getItem: { value: (key) => store[key] ?? null },
    removeItem: { value: (key) => delete store[key] },
  });
  return store;
}

function entry(path, at) {
  return JSON.stringify({ path, at, fields: [["summary", "字"]] });
}

test("only one's own form's words are offered, the newest first, and none after a week", () => {
  const store = storeOf({
    "kept-words:a": entry("/one/", 10 * DAY),
    "kept-words:b": entry("/one/", 11 * DAY),
    "kept-words:c": entry("/two/", 11 * DAY),
    "kept-words:d": entry("/one/", DAY),
    "kept-words:e": "{broken",
    text: "large",
  });
  assert.deepEqual(entriesOf(store, "/one/", 12 * DAY).map(({ key }) => key), ["kept-words:b", "kept-words:a"]);
  assert.deepEqual(Object.keys(store), ["kept-words:a", "kept-words:b", "kept-words:c", "text"]);
});

test("values go back into their fields, and what has no field any more is handed out", () => {
  const elements = [
    { name: "title", value: "" },
    { name: "base", value: "now" },
    { name: "tick", type: "checkbox", value: "1", checked: true },
    { name: "tick", type: "checkbox", value: "2", checked: false },
  ];
  for (const element of elements) elements[element.name] ??= element;
  const homeless = putBack({ elements }, [["title", "科学课"], ["tick", "2"], ["row-9", "第九行"], ["row-8", ""]]);
  assert.deepEqual([elements[0].value, elements[1].value, elements[2].checked, elements[3].checked], ["科学课", "now", false, true]);
  assert.deepEqual(homeless, ["第九行"]);
});

test("a page where JSON was asked for is a failure", async () => {
  globalThis.document.querySelector ??= () => null;
  globalThis.fetch = async () => new Response("<html>登录", { status: 200, headers: { "Content-Type": "text/html" } });
  await assert.rejects(postForm("/x", {}), { code: "not_json" });
});
