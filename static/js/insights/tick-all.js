/** “Tick all” for the units that can be reminded. */
const button = document.querySelector("[data-tick-all]");
const boxes = [...document.querySelectorAll('input[name="unit"]:not(:disabled)')];
if (button && boxes.length) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const every = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !every;
  });
}
