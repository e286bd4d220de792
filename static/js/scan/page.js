/** The scanner's page: its buttons, its windows, and when what is looked at anew. */
import { pageData } from "lib/page-data";
import { Acts } from "scan/acts";
import { Camera } from "scan/camera";
import { Card } from "scan/card";
import { Line } from "scan/line";
import { pairing } from "scan/pairing";
import { askSure, openSearch, openWalkIn } from "scan/panels";
import { Phone } from "scan/phone";
import { inTurn, progressOf, Roster } from "scan/roster";
import { either, language, reckonBy, say, sayAll, setLanguage } from "scan/say";
import { Sound } from "scan/sound";
import { Clicker } from "scan/tally";
import { showUntold, untoldOf } from "scan/told";
import { showBacklog, showDoor, showLine, showPart, showProgress, showSessions, showSound } from "scan/view";
import { openVolunteers } from "scan/volunteers";

const at = (id) => document.getElementById(id);
const sound = new Sound();
const card = new Card(sound);
sayAll();
showSound(sound.isOn);
sound.wakeBy(document);
const phone = await Phone.open().catch(() => {
  at("no-memory").hidden = false;
  return new Promise(() => {}); // a browser that keeps nothing is no scanner
});
reckonBy(phone.clock);
const others = globalThis.BroadcastChannel ? new BroadcastChannel("scan") : { postMessage() {} }; // the app in other windows
const roster = new Roster({ store: phone.store, clock: phone.clock, addresses: pageData, chosen: () => phone.sessionId });
const line = new Line({ store: phone.store, clock: phone.clock, roster, address: pageData.checkins, onChange: changed, onState: told });
const camera = new Camera(at("video"), (text) => acts.text(text));
const acts = new Acts({ phone, card, camera, whoIs, onKept: kept });
const clicker = new Clicker({
  read: async () => (await phone.store.tallies()).filter(({ session }) => session === phone.sessionId),
  tap: tapped,
  onCount: () => acts.countIn(),
  onFailure: () => card.show("not-kept"),
});

const labels = () => new Map((phone.roster?.audiences ?? []).map(({ id, zh, en }) => [id, either(zh, en)]));

/** How a fact is called in a list or a question. */
function whoIs({ entry, name }) {
  return name || labels().get(entry.audience) || entry.audience || "";
}

/** Read all anew from the device's memory and show it. */
async function refresh() {
  await phone.read();
  showWaiting();
  const isNews = showUntold(phone.facts, whoIs);
  if (!card.hear(phone.facts) && isNews) sound.play("bad");
  at("stopped").hidden = !phone.stopped || !phone.device;
  if (!phone.device) return;
  if (phone.stopped || !phone.roster) return showPart(phone.stopped ? null : "sessions");
  const here = phone.session;
  showSessions(phone.roster, choose);
  showProgress(progressOf(inTurn(phone.roster.sessions, phone.sessionId), phone.lists));
  showPart(here ? "door" : "sessions");
  for (const tool of document.querySelectorAll("[data-door]")) tool.hidden = phone.roster.device.only_volunteers;
  at("open-volunteers").hidden = !here?.volunteers?.length;
  if (!here) return;
  showDoor({ session: here, people: phone.people, facts: phone.facts, whoIs, repeats: phone.roster.repeats, now: phone.clock.now() });
  if (clicker.isOpen) await clicker.refresh();
}

function showWaiting() {
  showBacklog(phone.backlog, phone.clear);
  at("unpair").disabled = phone.backlog.count > 0;
}

/** Something changed in the memory: this window and the others look anew. */
async function changed() {
  others.postMessage({});
  await refresh();
}

async function kept() {
  await changed();
  line.hurry();
}

/** The line's state. The server's own word alone stops a device; then names leave it, and what waits stays. */
async function told(state) {
  if (state === "stopped") await phone.store.hideNames();
  if (state === "up" && phone.stopped) await phone.store.set("stopped", null);
  others.postMessage({ state });
  showLine(state);
  if (state === "stopped") {
    camera.stop();
    showCamera();
    card.clear();
    await refresh();
  }
}

others.onmessage = async ({ data }) => {
  if (data.isForgotten) return location.reload();
  if (data.state) showLine(data.state);
  await refresh();
};

async function tapped(audience, by) {
  const n = await phone.store.tap(phone.sessionId, audience, by, phone.clock.now());
  phone.backlog = await phone.store.backlog(); // all else is as it was: a press must not wait
  showWaiting();
  others.postMessage({});
  return n;
}

async function choose(id) {
  await acts.countIn();
  card.clear();
  await phone.choose(id);
  await refresh();
}

at("camera").onclick = async () => {
  if (camera.isOn) camera.stop();
  else await camera.start().catch(() => card.show("no-camera"));
  showCamera();
};

function showCamera() {
  at("camera").dataset.say = camera.isOn ? "camera-off" : "camera-on";
  at("viewer").hidden = !camera.isOn;
  sayAll();
}

at("type").onsubmit = async (event) => {
  event.preventDefault();
  const field = at("typed");
  const text = field.value;
  field.value = "";
  if (text.trim()) await acts.text(text);
};

at("open-search").onclick = () => openSearch({ session: phone.session, seen: phone.seen, onParty: (party) => acts.party(party) });
at("open-walk-in").onclick = () => openWalkIn({ audiences: phone.roster.audiences, onPeople: (people) => acts.walkIn(people) });
at("open-tally").onclick = () => clicker.open(phone.roster.audiences);
at("undo").onclick = () => acts.undo();
at("open-volunteers").onclick = () =>
  openVolunteers({
    known: () => ({ volunteers: phone.session?.volunteers ?? [], facts: phone.facts, asked: phone.roster.asked }),
    onSign: (sign) => acts.sign(sign),
  });

at("other-session").onclick = () => choose(null);
at("untold-read").onclick = async () => {
  await phone.store.acknowledge(untoldOf(phone.facts));
  await changed();
};
at("sound").onclick = () => showSound((sound.toggle(), sound.isOn));
at("language").onclick = async () => {
  setLanguage(language === "zh" ? "en" : "zh");
  showSound(sound.isOn);
  await refresh();
};
at("unpair").onclick = async () => {
  await acts.countIn();
  if (phone.backlog.count || !(await askSure(say("unpair-sure")))) return;
  if (!(await phone.store.forget())) return refresh();
  sessionStorage.clear();
  others.postMessage({ isForgotten: true });
  location.reload();
};

/** A device that was stopped keeps what it has, and sends it once it is paired again. */
async function begin(isAgain = false) {
  at("foot").hidden = true;
  phone.device = null;
  const known = isAgain ? null : await phone.store.get("device");
  at("stopped").hidden = true;
  phone.device = known ?? (showPart("pairing"), await pairing({ store: phone.store, url: pageData.pair }));
  at("device").textContent = phone.device.name;
  at("foot").hidden = false;
  showPart("sessions");
  await refresh();
  await acts.countIn(); // what was clicked before the app was closed or died
  line.start(phone.device.key);
}

at("pair-again").onclick = () => begin(true);
addEventListener("visibilitychange", () => document.hidden && acts.countIn());
addEventListener("pagehide", () => acts.countIn());
navigator.storage?.persist?.();
navigator.serviceWorker?.register(pageData.worker, { scope: pageData.scope }).catch(() => {});
document.documentElement.dataset.scan = "ready";
await begin();
