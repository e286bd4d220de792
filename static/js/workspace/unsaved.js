/**
 * Warns before a form is left with something in it that is not saved. `snapshot` and `keep` are for
 * whoever saves it in the meantime.
 */
export function guardUnsaved(form) {
  // `base` tells what stood when the form was opened; it is not typed.
  const snapshot = () =>
    JSON.stringify([...new FormData(form)].filter(([name]) => name !== "base").map(([name, value]) => [name, value instanceof File ? value.name : value]));
  let kept = snapshot();
  // What came back with something to put right is not saved either.
  let cameBack = document.getElementById("wrong") !== null || document.getElementById("clash") !== null || "cameBack" in form.dataset;
  let isLeaving = false;
  const isChanged = () => cameBack || snapshot() !== kept;
  form.addEventListener("submit", () => { isLeaving = true; });
  addEventListener("pageshow", () => { isLeaving = false; });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && isChanged()) event.preventDefault();
  });
  return { snapshot, isChanged, keep: (state) => { kept = state; cameBack = false; } };
}
