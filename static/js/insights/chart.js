/** One chart out of one table: rows are read from the page, a click on a bar follows the row's link. */
import { GROUND, imageOf, originOf, saveTitled } from "insights/picture";
import { shortCount } from "lib/words";

const PAPER = { ink: "#1c2526", soft: "#566062", line: "#e3dcd0", ground: GROUND, size: 9 };
// Told apart by lightness too, and each is labelled: colour alone says nothing.
const HUES = ["#0d7c86", "#e0a458", "#5b6fa8", "#b4574a", "#6d9f71", "#8a6aa5", "#4f8fb5", "#a08a5b"];
const ROW_HEIGHT = 26;
const PAPER_WIDTH = 318;

/** The rows of a figure's table: name, number, where it leads. */
export function rowsOf(figure) {
  return [...figure.querySelectorAll("tbody tr")].map((row) => ({
    name: row.querySelector("th").textContent.trim(),
    n: row.dataset.n === "" ? null : Number(row.dataset.n), // nothing was reported: a gap, not a bar of 0
    to: row.querySelector("a")?.href ?? "",
  }));
}

/** What ECharts is told; `look` are colours, `language` decides how large numbers are shortened. */
export function optionOf(kind, rows, look) {
  const text = { color: look.soft, fontSize: 13 };
  const label = { show: true, color: look.ink, fontSize: look.size, formatter: ({ value }) => shortCount(value) };
  const names = rows.map((row) => row.name);
  const values = rows.map((row, place) => ({ value: row.n, itemStyle: { color: kind === "pie" ? HUES[place % HUES.length] : HUES[0] } }));
  const category = { type: "category", data: names, axisLabel: text, axisTick: { show: false }, axisLine: { lineStyle: { color: look.line } } };
  const value = { type: "value", axisLabel: { ...text, formatter: (n) => shortCount(n) }, splitLine: { lineStyle: { color: look.line } }, splitNumber: 3 };
  const frame = { animation: false, textStyle: { fontFamily: look.font }, aria: { enabled: true } };
  if (kind === "pie") {
    const named = ({ name, percent }) => `${name} ${Math.round(percent)}%`;
    const slices = values.map((slice, place) => ({ ...slice, name: names[place] }));
    const outside = { color: look.ink, fontSize: look.size, formatter: named, width: 88, overflow: "break" };
    return { ...frame, series: [{ type: "pie", radius: ["38%", "60%"], data: slices, label: outside, itemStyle: { borderColor: look.ground, borderWidth: 2 } }] };
  }
  const grid = { left: 8, right: kind === "rank" ? 56 : 8, top: kind === "rank" ? 4 : 28, bottom: 4, containLabel: true };
  if (kind === "rank") {
    const upright = { ...category, inverse: true, axisLabel: { ...text, width: 132, overflow: "truncate" } };
    return { ...frame, grid, xAxis: { ...value, show: false }, yAxis: upright, series: [{ type: "bar", data: values, barMaxWidth: 16, label: { ...label, position: "right" } }] };
  }
  return { ...frame, grid, xAxis: category, yAxis: value, series: [{ type: "bar", data: values, barMaxWidth: 36, label: { ...label, position: "top" } }] };
}

/** Draws a figure; nothing where ECharts did not load: the table stays open then. */
export function draw(figure) {
  if (!window.echarts) return null;
  const kind = figure.dataset.chart;
  const rows = rowsOf(figure).slice(0, kind === "rank" ? Number(figure.dataset.drawn) : undefined);
  const canvas = figure.querySelector(".chart-canvas");
  canvas.hidden = false;
  canvas.style.height = kind === "rank" ? `${Math.max(3, rows.length) * ROW_HEIGHT + 12}px` : "";
  figure.querySelector(".chart-table").open = false;
  const rest = figure.querySelector(".chart-rest");
  if (rest) rest.hidden = false;
  const chart = window.echarts.init(canvas, null, { devicePixelRatio: Math.max(2, devicePixelRatio) });
  const forPaper = (isPaper) => {
    // Half of an A4 page's width: what is drawn for the screen would run over the edge.
    canvas.style.width = isPaper ? `${PAPER_WIDTH}px` : "";
    chart.resize();
    show(isPaper);
  };
  const show = (isPaper) => chart.setOption(optionOf(kind, rows, isPaper ? { ...PAPER, font: fontOf() } : lookOf()), true);
  show(false);
  chart.on("click", ({ dataIndex }) => rows[dataIndex]?.to && location.assign(rows[dataIndex].to));
  const forPicture = () => chart.setOption(optionOf(kind, rows, { ...PAPER, size: 12, font: fontOf() }), true);
  offerDownload(figure, chart, forPicture, () => show(false));
  return { forPaper, resize: () => chart.resize() };
}

function lookOf() {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  return { ink: token("--ink"), soft: token("--ink-soft"), line: token("--line"), ground: token("--surface"), size: 12, font: fontOf() };
}

function fontOf() {
  return getComputedStyle(document.body).fontFamily;
}

/** The picture is made for paper, with its title and what the figure is stated in. */
function offerDownload(figure, chart, before, after) {
  const button = figure.querySelector("[data-download]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    before();
    const image = await imageOf(chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: GROUND }));
    saveTitled([image], `${figure.querySelector("h2").textContent}（${figure.dataset.unit}）`, `${figure.dataset.name}.png`, originOf(figure));
    after();
  });
}
