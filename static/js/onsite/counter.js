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

// Where somebody stands is asked for at their own tap, and goes along with the form once.
for (const here of document.querySelectorAll("[data-here]")) {
  const told = here.querySelector("[role=status]");
  const button = here.querySelector("button");
  button.addEventListener("click", () => {
    button.disabled = true;
    const none = () => (told.textContent = told.dataset.none);
    const found = ({ coords }) => {
      here.querySelector("input").value = [coords.longitude.toFixed(5), coords.latitude.toFixed(5), Math.round(coords.accuracy)].join(",");
      told.textContent = told.dataset.found;
    };
    if (navigator.geolocation) navigator.geolocation.getCurrentPosition(found, none, { timeout: 10000, maximumAge: 60000 });
    else none();
  });
}
