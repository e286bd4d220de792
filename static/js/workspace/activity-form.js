/** A step of an activity's form: what its page holds gets its script, and no more is loaded. */
import { KeptWords } from "workspace/kept";
import { addRows } from "workspace/rows";
import { guardUnsaved } from "workspace/unsaved";

const form = document.getElementById("activity-form");
if (form) {
  addRows(form);
  const guard = guardUnsaved(form);
  const kept = new KeptWords(form, guard);
  const isBack = kept.offer(document.getElementById("kept-bar"));
  if ("autosave" in form.dataset) {
    import("workspace/autosave").then(({ Autosave }) => {
      const autosave = new Autosave(form, guard, kept);
      if (isBack) autosave.later(0);
    });
  }
}
document.querySelector("[data-focus]")?.focus();

const editor = document.getElementById("body-editor");
if (editor) import("workspace/rich-text").then(({ richText }) => richText(editor));
const picker = document.getElementById("picker");
if (picker) showPicker(picker);
const venue = document.getElementById("venue-choice");
if (venue) import("workspace/venue-choice").then(({ chooseVenue }) => chooseVenue(venue));
const photos = document.getElementById("photos");
if (photos) import("workspace/photos").then(({ Photos }) => new Photos(photos));
for (const field of document.querySelectorAll("[data-filter]")) filterBy(field);

/** A map needs a size: the picker starts once its part of the page is open. */
function showPicker(root) {
  const frame = root.closest("details");
  const start = () => import("workspace/place-picker").then(({ PlacePicker }) => new PlacePicker(root));
  if (!frame || frame.open) start();
  else frame.addEventListener("toggle", start, { once: true });
}

/** Only the entries of a list that hold what is typed are shown, and those that are ticked. */
function filterBy(field) {
  const entries = [...document.getElementById(field.dataset.filter).children];
  field.addEventListener("input", () => {
    const wanted = field.value.trim();
    for (const entry of entries) entry.hidden = !entry.textContent.includes(wanted) && !entry.querySelector("input").checked;
  });
}
