/** Reporting a session's results: totals while typing, photos, and a warning before unsaved numbers are left. */
import { Photos } from "workspace/photos";
import { addRows } from "workspace/rows";
import { guardUnsaved } from "workspace/unsaved";

const form = document.getElementById("result-form");
guardUnsaved(form);
addRows(form);
new Photos(document.getElementById("photos"));
document.querySelector("[data-focus]")?.focus();

/** People on site and people online each have their total; an empty field is not reported and adds nothing. */
function total(of) {
  const place = form.querySelector(`[data-total="${of}"] strong`);
  const numbers = [...form.querySelectorAll(`[data-of="${of}"]`)].filter((field) => field.value !== "").map((field) => field.valueAsNumber);
  place.textContent = numbers.length && numbers.every(Number.isFinite) ? numbers.reduce((sum, n) => sum + n, 0) : "—";
}

for (const { dataset } of form.querySelectorAll("[data-total]")) total(dataset.total);
form.addEventListener("input", ({ target }) => target.dataset.of && total(target.dataset.of));
