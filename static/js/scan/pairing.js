/** Becoming a scanner: the eight digits from the workspace, typed or brought by the address. */
import { newKey } from "scan/ids";
import { Refused } from "scan/http";
import { pair } from "scan/line";
import { say } from "scan/say";

const CODE = /^#?(\d{8})$/;

/** Resolves with {name, key, expires_at} once the device is paired. */
export function pairing({ store, url }) {
  const form = document.getElementById("pair");
  const wrong = document.getElementById("pair-wrong");
  const brought = CODE.exec(location.hash);
  if (brought) {
    form.elements.code.value = brought[1];
    history.replaceState(null, "", location.pathname);
  }
  return new Promise((resolve) => {
    form.onsubmit = async (event) => {
      event.preventDefault();
      const code = form.elements.code.value.replaceAll(/\D/g, "");
      const button = form.querySelector("button");
      wrong.textContent = "";
      if (code.length !== 8) return void (wrong.textContent = say("code-eight"));
      button.disabled = true;
      try {
        resolve(await paired(store, url, { code, name: form.elements.name.value.trim() }));
      } catch (error) {
        wrong.textContent = error instanceof Refused ? error.message : say("no-line-to-pair");
      } finally {
        button.disabled = false;
      }
    };
  });
}

/** The key is kept before it is sent: after a lost reply the same one is sent again. */
async function paired(store, url, { code, name }) {
  const known = await store.get("pairing");
  const attempt = known?.code === code ? known : { code, key: newKey() };
  await store.set("pairing", attempt);
  const device = { ...(await pair(url, { ...attempt, name })), key: attempt.key };
  await store.set("device", device);
  for (const over of ["pairing", "stopped"]) await store.set(over, null);
  return device;
}
