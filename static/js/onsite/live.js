/** The live page renews its middle every five seconds, and leaves it alone while somebody reads or types in it. */
const EVERY_MS = 5000;
const AFTER_FAILURE_MS = 10000;

const live = document.getElementById("live");
const line = document.getElementById("live-line");
let version = "";

function show(html) {
  const open = [...live.querySelectorAll("details[open]")].map(({ id }) => id);
  const focused = document.activeElement?.closest("#live a")?.getAttribute("href");
  live.innerHTML = html; // our own server's page, escaped there
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) [...live.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus({ preventScroll: true });
}

async function ask() {
  let wait = EVERY_MS;
  try {
    const headers = version ? { "If-None-Match": version } : {};
    const reply = await fetch(live.dataset.url, { headers, signal: AbortSignal.timeout(20000) });
    if (reply.status === 200 && !reply.redirected) {
      show((await reply.json()).html);
      version = reply.headers.get("ETag") ?? "";
    } else if (reply.status !== 304) {
      throw new Error(String(reply.status));
    }
    line.hidden = true;
  } catch {
    wait = AFTER_FAILURE_MS;
    line.textContent = line.dataset.offline;
    line.hidden = false;
  }
  setTimeout(ask, document.hidden ? wait * 4 : wait);
}

setTimeout(ask, EVERY_MS);
