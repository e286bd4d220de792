/** Reporting a session's results: totals while typing, photos, and a warning before unsaved numbers are left. */
import { Photos } from "workspace/photos";
import { addRows } from "workspace/rows";
import { guardUnsaved } from "workspace/unsaved";

const form = document.getElementById("result-form");
guardUnsaved(form);
addRows(form);
new Photos(document.getElementById("photos"));
document.querySelector("[data-focus]")?.focus();

/** People on site (with those who checked in) and online each have their total; an empty field adds nothing. */
function total(of) {
  const { dataset, firstElementChild: place } = form.querySelector(`[data-total="${of}"]`);
  const besides = Number(dataset.besides);
  const numbers = [...form.querySelectorAll(`[data-of="${of}"]`)].filter((field) => field.value !== "").map((field) => field.valueAsNumber);
  place.textContent = (numbers.length || besides) && numbers.every(Number.isFinite) ? numbers.reduce((sum, n) => sum + n, besides) : "—";
}

for (const { dataset } of form.querySelectorAll("[data-total]")) total(dataset.total);
form.addEventListener("input", ({ target }) => target.dataset.of && total(target.dataset.of));
