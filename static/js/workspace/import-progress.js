/** The bar of an import at work: asks how far it has come, and shows the result when it has ended. */
import { getJson } from "lib/http";

const EVERY_MS = 1500;
const AFTER_FAILURE_MS = 8000;

const panel = document.getElementById("import-progress");
const bar = panel?.querySelector("progress");

async function ask() {
  let wait = EVERY_MS;
  try {
    const found = await getJson(panel.dataset.url);
    if (!found.at_work) {
      window.location.reload();
      return;
    }
    bar.value = found.percent;
  } catch {
    wait = AFTER_FAILURE_MS; // the line comes back; the work goes on without us
  }
  window.setTimeout(ask, wait);
}

if (panel) window.setTimeout(ask, EVERY_MS);
