/** The dashboard's charts: each is drawn from the table beside it, in the page's own colours. */
import { draw } from "insights/chart";

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
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach((chart) => chart.forPaper(false)));
addEventListener("resize", () => charts.forEach((chart) => chart.resize()));
