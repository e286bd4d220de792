/** The hall's screen: a new code every 30 seconds, the count, the time; it stays awake. */
import { getJson } from "lib/http";

const SECOND = 1000;
const RETRY_MS = 4000;
const COUNT_EVERY_S = 10;

const at = (id) => document.getElementById(id);
const screen = at("main");
const calm = at("line").textContent;
let endsAt = Date.now() + at("left").value * SECOND;
let asksAt = Date.now() + COUNT_EVERY_S * SECOND;
let address = "";
let isAsking = false;

async function renew() {
  if (isAsking) return;
  isAsking = true;
  try {
    const shown = await getJson(screen.dataset.url);
    if (shown.address !== address) at("code").innerHTML = shown.qr; // our own server's drawing
    address = shown.address;
    at("people").textContent = shown.people;
    endsAt = Date.now() + shown.seconds * SECOND;
    asksAt = Date.now() + COUNT_EVERY_S * SECOND;
    say("");
  } catch {
    asksAt = Date.now() + RETRY_MS;
    say(screen.dataset.offline);
  } finally {
    isAsking = false;
  }
}

function say(trouble) {
  at("line").textContent = trouble || calm;
  screen.toggleAttribute("data-troubled", Boolean(trouble));
}

function tick() {
  const now = new Date();
  at("clock").textContent = now.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
  at("left").value = Math.max(0, (endsAt - now) / SECOND);
  if (now >= asksAt || (now >= endsAt && asksAt - now > RETRY_MS)) renew();
}

/** Some browsers have no wake lock; then the screen's own settings must do. */
async function stayAwake() {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // refused on low battery
  }
}

at("full").addEventListener("click", () => document.documentElement.requestFullscreen?.().catch(() => {}));
document.addEventListener("visibilitychange", () => { stayAwake(); if (document.visibilityState === "visible") renew(); });
stayAwake();
tick();
setInterval(tick, SECOND);
