/** The scanner: every fact is kept on the device before anything is shown, and leaves it only once it is answered. */
import { pageData } from "lib/page-data";
import { Camera } from "scan/camera";
import { uuid7 } from "scan/ids";
import { COUNTED, entryOf, judge, RECORDED, serviceOf } from "scan/judge";
import { Line } from "scan/line";
import { pairing } from "scan/pairing";
import { askParty, askSure, openSearch, openTally, openWalkIn } from "scan/panels";
import { clock, either, language, say, sayAll, setLanguage } from "scan/say";
import { seenAt, Store } from "scan/store";
import { readTicket } from "scan/tickets";
import { openVolunteers } from "scan/volunteers";
import { canUndo, showBacklog, showDoor, showLine, showPart, showSessions, showVerdict } from "scan/view";

const at = (id) => document.getElementById(id);
const store = await Store.open();
const line = new Line({ store, addresses: pageData, onChange: refresh, onState: showLine });
const camera = new Camera(at("video"), onText);
let device = null;
let roster = null;
let sessionId = null;
let facts = [];

const session = () => roster?.sessions.find(({ id }) => id === sessionId);
const seen = () => seenAt(facts, sessionId);
const labels = () => new Map(roster.audiences.map(({ id, zh, en }) => [id, either(zh, en)]));

/** Read all anew from the device's memory and show it. */
async function refresh() {
  let backlog;
  [roster, sessionId, facts, backlog] = await Promise.all([store.get("roster"), store.get("session"), store.facts(), store.backlog()]);
  showBacklog(backlog);
  at("unpair").disabled = backlog.count > 0;
  if (!roster || !device) return;
  const here = session();
  showSessions(roster, choose);
  showPart(here ? "door" : "sessions");
  for (const tool of document.querySelectorAll("[data-door]")) tool.hidden = roster.device.only_volunteers;
  at("open-volunteers").hidden = !here?.volunteers?.length;
  if (here) showDoor({ session: here, people: here.people + unsentPeople(), facts, labels: labels(), repeats: roster.repeats });
}

/** What this device adds to the roster's count: its own facts that came after it. */
function unsentPeople() {
  const mine = facts.filter(({ entry, result, at: when }) => entry.session === sessionId && !entry.service && (!result || when > roster.at));
  return mine.reduce((sum, { entry, result, counts }) => {
    if (entry.undo_of) return sum - (facts.find((fact) => fact.entry.id === entry.undo_of)?.entry.count ?? 0);
    return sum + ((result ? result.status === "accepted" : counts) ? entry.count : 0);
  }, 0);
}

async function choose(id) {
  await store.set("session", id);
  at("verdict").hidden = true;
  await refresh();
}

/** Write a fact down. `name` and `registration` are for this device's own list; `counts` is what it thinks of it. */
async function record(said, { name = "", registration = "", counts = true } = {}, also = {}) {
  const now = Date.now();
  const entry = entryOf({ id: uuid7(now), session: sessionId, now, ...said });
  await store.add([{ entry, name, registration, counts, at: now }], also);
  await refresh();
  line.hurry();
}

async function onText(text) {
  const here = session();
  if (!here) return;
  const ticket = await readTicket(text, roster.keys);
  await admit(ticket, here, ticket?.text);
}

/** Somebody at the door with a ticket, or found on the list. `sent` is what the ledger gets as the ticket. */
async function admit(ticket, here, sent) {
  const found = judge(ticket, { session: here, roster, seen: seen(), now: Date.now() });
  const { verdict, party, since, other } = found;
  const name = party?.name ?? "";
  let count = ticket?.people ?? 0;
  if (verdict === "in" && count > 1) {
    camera.paused = true;
    count = await askParty({ title: name || say("party"), people: count });
    camera.paused = false;
    if (count === null) return;
  }
  const values = { name, n: count, time: since ? clock(since) : "", other: other ? either(other.activity, other.activity_en) : "" };
  if (RECORDED.has(verdict)) {
    const said = { ticket: sent, count: Math.max(1, count), audience: ticket.audience, method: "ticket" };
    await record(said, { name, registration: ticket.registration, counts: COUNTED.has(verdict) });
  }
  showVerdict({ verdict, title: say(`verdict-${verdict}`, values), text: say(`verdict-${verdict}-text`, values) });
}

at("camera").onclick = async () => {
  if (camera.isOn) camera.stop();
  else await camera.start().catch(() => showVerdict({ verdict: "no-ticket", title: say("no-camera"), text: say("no-camera-text") }));
  at("camera").dataset.say = camera.isOn ? "camera-off" : "camera-on";
  at("viewer").hidden = !camera.isOn;
  sayAll();
};

at("type").onsubmit = async (event) => {
  event.preventDefault();
  const field = at("typed");
  const text = field.value;
  field.value = "";
  if (text.trim()) await onText(text);
};

at("open-search").onclick = () =>
  openSearch({
    session: session(),
    seen: seen(),
    onParty: ({ id, people, audience }) =>
      admit({ registration: id, session: sessionId, people, audience, expires: Infinity }, session(), id),
  });

at("open-walk-in").onclick = () =>
  openWalkIn({
    audiences: roster.audiences,
    onPeople: async ({ audience, count }) => {
      await record({ audience, count, method: "paper" });
      showVerdict({ verdict: "in", title: say("verdict-in"), text: say("people", { n: count }) });
    },
  });

at("open-tally").onclick = async () => {
  const key = `tally-${sessionId}`; // what was clicked for one session is never counted for another
  const kept = await store.get(key);
  openTally({
    audiences: roster.audiences,
    tally: kept ?? { n: 0, audience: null },
    onPress: (tally) => store.set(key, { ...tally }),
    onCount: ({ n, audience }) => record({ count: n, audience, method: "turnstile" }, {}, { [key]: { n: 0, audience } }),
  });
};

at("undo").onclick = async () => {
  const undone = new Set(facts.map(({ entry }) => entry.undo_of).filter(Boolean));
  const last = facts.findLast((fact) => fact.entry.session === sessionId && !fact.entry.undo_of && canUndo(fact, undone));
  if (!last || !(await askSure(say("undo-sure", { who: last.name || labels().get(last.entry.audience), n: last.entry.count })))) return;
  await record({ undoOf: last.entry.id, reason: say("undo-reason") });
  showVerdict({ verdict: "again", title: say("state-undone"), text: last.name });
};

at("open-volunteers").onclick = () =>
  openVolunteers({
    known: () => ({ volunteers: session()?.volunteers ?? [], facts, rosterAt: roster.at }),
    onSign: async ({ volunteer, service }) => {
      const now = Date.now();
      const entry = serviceOf({ id: uuid7(now), session: sessionId, volunteer: volunteer.id, service, now });
      await store.add([{ entry, name: volunteer.name, at: now }]);
      await refresh();
      line.hurry();
    },
  });

at("other-session").onclick = () => choose(null);
at("language").onclick = async () => {
  setLanguage(language === "zh" ? "en" : "zh");
  await refresh();
};
at("unpair").onclick = async () => {
  if (!(await askSure(say("unpair-sure")))) return;
  await store.forget();
  location.reload();
};

/** A device that was stopped keeps what it has, and sends it once it is paired again. */
async function begin(isAgain = false) {
  at("foot").hidden = true;
  device = null;
  if (isAgain) await store.set("device", null);
  sayAll();
  device = (await store.get("device")) ?? (showPart("pairing"), await pairing({ store, url: pageData.pair }));
  at("device").textContent = device.name;
  at("foot").hidden = false;
  showPart("sessions");
  await refresh();
  line.start(device.key);
}

at("pair-again").onclick = () => begin(true);
navigator.storage?.persist?.();
navigator.serviceWorker?.register(pageData.worker, { scope: pageData.scope }).catch(() => {});
document.documentElement.dataset.scan = "ready";
await begin();
