/** Puts Trix in the place of a text area: paragraphs, small headings, lists, links; no files. */
import Trix from "trix";
import { wordsOf } from "workspace/step-words";

const NAMES = ["bold", "italic", "heading1", "bullets", "numbers", "quote", "link", "unlink", "url", "urlPlaceholder", "undo", "redo"];
const BUTTONS = ["bold", "italic", "heading1", "bullet", "number", "quote", "href"];

export function richText(root) {
  const area = root.querySelector("textarea");
  const word = wordsOf(root.querySelector("[data-words]"));
  for (const name of NAMES) Trix.config.lang[name] = word(name);
  Trix.config.blockAttributes.default.tagName = "p";
  Trix.config.blockAttributes.default.breakOnReturn = true;
  Trix.config.blockAttributes.heading1.tagName = "h3";
  const editor = document.createElement("trix-editor");
  editor.setAttribute("input", area.id);
  editor.className = "field rich-text";
  editor.setAttribute("aria-label", root.querySelector("label").textContent.trim());
  editor.addEventListener("trix-file-accept", (event) => event.preventDefault());
  editor.addEventListener("trix-initialize", () => plain(editor.toolbarElement));
  editor.addEventListener("trix-change", () => area.dispatchEvent(new Event("input", { bubbles: true })));
  area.hidden = true;
  area.after(editor);
}

/** Takes away the buttons for which the public page has no form, and lets the rest be tabbed to. */
function plain(toolbar) {
  for (const button of toolbar.querySelectorAll("[data-trix-attribute], [data-trix-action]")) {
    const kind = button.dataset.trixAttribute ?? button.dataset.trixAction;
    const isKept = BUTTONS.includes(kind) || ["undo", "redo"].includes(kind) || button.closest("[data-trix-dialogs]");
    if (!isKept) button.remove();
    else button.removeAttribute("tabindex");
  }
}
