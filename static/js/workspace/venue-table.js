/** The table of venues: ticking a page at once, and a bar that appears when something is ticked. */
const bar = document.getElementById("bulk");
const everyOnPage = document.getElementById("tick-all");
const ticks = [...document.querySelectorAll('input[name="venue"]')];

function show() {
  const chosen = ticks.filter((tick) => tick.checked).length;
  document.getElementById("chosen-count").textContent = bar.dataset.chosen.replace("{n}", String(chosen));
  everyOnPage.checked = chosen > 0 && chosen === ticks.length;
  everyOnPage.indeterminate = chosen > 0 && chosen < ticks.length;
  bar.hidden = chosen === 0;
  for (const tick of ticks) tick.closest("tr").classList.toggle("is-ticked", tick.checked);
}

if (bar) {
  everyOnPage.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = everyOnPage.checked;
    show();
  });
  for (const tick of ticks) tick.addEventListener("change", show);
  // A browser that goes back brings its ticks along.
  addEventListener("pageshow", show);
  show();
}
