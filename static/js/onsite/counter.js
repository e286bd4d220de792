/** One person more or less at a tap. */
for (const counter of document.querySelectorAll("[data-counter]")) {
  const field = counter.querySelector("input");
  counter.addEventListener("click", ({ target }) => {
    const step = Number(target.closest("[data-step]")?.dataset.step ?? 0);
    if (!step) return;
    const wanted = (Number.parseInt(field.value, 10) || 0) + step;
    field.value = Math.min(Math.max(wanted, Number(field.min)), Number(field.max));
  });
}

// A second tap on a slow line does no harm, but it frightens.
for (const form of document.querySelectorAll(".check-in-form")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("[type=submit]");
    setTimeout(() => { button.disabled = true; });
    setTimeout(() => { button.disabled = false; }, 8000);
  });
}
