/** The dashboard's charts: each is drawn from the table beside it, in the page's own colours. */
import { draw } from "insights/chart";
import { imageOfDrawing, originOf, saveTitled } from "insights/picture";

const figures = [...document.querySelectorAll("[data-chart]")].filter((figure) => figure.querySelector("tbody tr"));
const charts = figures.map((figure) => draw(figure)).filter(Boolean);

const printing = document.querySelector("[data-print]");
if (printing) {
  printing.hidden = false;
  printing.addEventListener("click", () => print());
}
// Paper is white whatever the screen is.
addEventListener("beforeprint", () => charts.forEach((chart) => chart.forPaper(true)));
addEventListener("afterprint", () => charts.forEach((chart) => chart.forPaper(false)));
// A ranking of which the drawing shows a part has its table on paper as well.
const tables = document.querySelectorAll(".chart:has(.chart-rest) .chart-table");
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...tables].filter((table) => !table.open);
  for (const table of opened) table.open = true;
});
addEventListener("afterprint", () => {
  for (const table of opened) table.open = false;
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach((chart) => chart.forPaper(false)));
addEventListener("resize", () => charts.forEach((chart) => chart.resize()));

for (const button of document.querySelectorAll("[data-download-map]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const figure = button.closest("figure");
    figure.classList.add("for-paper");
    const drawings = [...figure.querySelectorAll(".county-map")].map(imageOfDrawing);
    figure.classList.remove("for-paper");
    const title = `${figure.querySelector("h2").textContent}（${figure.dataset.unit}）`;
    const population = figure.querySelector(".map-population")?.textContent ?? "";
    const origin = [...originOf(figure), population].filter(Boolean);
    saveTitled(await Promise.all(drawings), title, `${figure.dataset.name}.png`, origin);
  });
}
