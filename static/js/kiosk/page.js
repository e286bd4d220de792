/** An e-station's screen: start, detail, language; it looks after itself. */
import { dateText, everySecond, timeText } from "kiosk/clock";
import { Idle } from "kiosk/idle";
import { Line } from "kiosk/line";
import { View } from "kiosk/view";

const handed = JSON.parse(document.getElementById("page-data").textContent);
const at = (id) => document.getElementById(id);
const view = new View(handed.sprite);
let data = handed.data;
let opened = null;
let isRenewed = false;
let offlineSince = null;

function itemOf({ list, id }) {
  return data[view.language][list].find((item) => item.id === id);
}

function show() {
  const item = opened && itemOf(opened);
  if (item) view.detail(item);
  else opened = null, view.start(data);
}

/** A large screen scrolls its middle, a phone the page. */
function toTop() {
  at("main").scrollTop = 0;
  scrollTo(0, 0);
}

function open(list, id) {
  opened = { list, id };
  show();
  toTop();
  at("detail").focus({ preventScroll: true });
}

function goBack() {
  const before = opened;
  opened = null;
  show();
  if (before) document.querySelector(`#${before.list} [data-id="${CSS.escape(before.id)}"]`)?.focus();
}

function speak(language) {
  view.speak(language);
  show();
  tell();
  tick();
}

/** Back to how a newcomer finds it. */
function returnToStart() {
  opened = null;
  speak("zh");
  document.activeElement?.blur();
  toTop();
  if (isRenewed) location.reload();
}

const isAway = () => Boolean(opened) || view.language !== "zh" || scrollY > 0 || at("main").scrollTop > 0 || isRenewed;

function warn(n) {
  at("countdown").hidden = n === null;
  if (n !== null) at("countdown").textContent = view.word("countdown", { n });
}

/** A quiet mark while the line is down. */
function tell() {
  at("line").hidden = !offlineSince;
  if (offlineSince) at("line").textContent = view.word("offline", { time: timeText(offlineSince) });
}

function tick() {
  const now = new Date();
  at("clock").textContent = timeText(now);
  at("clock").dateTime = now.toISOString();
  at("date").textContent = dateText(now, view.language);
  idle.tick();
}

const idle = new Idle({ isAway, onWarn: warn, onReturn: returnToStart });
for (const list of ["near", "on"]) {
  at(list).addEventListener("click", (event) => {
    const card = event.target.closest("button[data-id]");
    if (card) open(list, card.dataset.id);
  });
}
at("back").addEventListener("click", goBack);
addEventListener("keydown", (event) => event.key === "Escape" && goBack());
at("language").addEventListener("click", () => speak(view.language === "zh" ? "en" : "zh"));
addEventListener("click", () => {
  if (matchMedia("(display-mode: browser)").matches) document.documentElement.requestFullscreen?.({ navigationUI: "hide" }).catch(() => {});
}, { once: true });

show();
everySecond(tick);
new Line({
  url: handed.dataUrl, worker: handed.worker, scope: handed.scope,
  onData: (fresh) => { data = fresh; show(); },
  onLine: (since) => { offlineSince = since; tell(); },
  onRenewed: () => { isRenewed = true; },
}).start();
