/** Warns before a form is left with something in it that is not saved. */
export function guardUnsaved(form) {
  const state = () => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value]));
  const before = state();
  // What came back with something to put right is not saved either.
  const cameBack = document.getElementById("wrong") !== null || document.getElementById("clash") !== null;
  let isLeaving = false;
  form.addEventListener("submit", () => { isLeaving = true; });
  addEventListener("pageshow", () => { isLeaving = false; });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && (cameBack || state() !== before)) event.preventDefault();
  });
}
