/** A step of a venue's form: what its page holds gets its script, and no more is loaded. */
import { KeptWords } from "workspace/kept";
import { addRows } from "workspace/rows";
import { guardUnsaved } from "workspace/unsaved";

const form = document.getElementById("venue-form");
if (form) {
  const kept = new KeptWords(form, guardUnsaved(form));
  addRows(form);
  kept.offer(document.getElementById("kept-bar"));
}
document.querySelector("[data-focus]")?.focus();
keepSubKinds(document.getElementById("id_kind"), document.getElementById("id_sub_kind"));

const hours = document.getElementById("hours");
if (hours) import("workspace/hours/editor").then(({ HoursEditor }) => new HoursEditor(hours));
const picker = document.getElementById("picker");
if (picker) import("workspace/place-picker").then(({ PlacePicker }) => new PlacePicker(picker));
const photos = document.getElementById("photos");
if (photos) import("workspace/photos").then(({ Photos }) => new Photos(photos));

/** Only the sub-kinds of the chosen kind are offered; a kind without any has no such field. */
function keepSubKinds(kind, sub) {
  if (!kind || !sub) return;
  const groups = [...sub.querySelectorAll("optgroup")];
  const show = () => {
    const label = kind.selectedOptions[0]?.textContent;
    const own = groups.find((group) => group.label === label);
    groups.forEach((group) => group.remove());
    if (own) sub.append(own);
    else sub.value = "";
    document.getElementById("sub-kind").hidden = !own;
  };
  kind.addEventListener("change", show);
  show();
}
