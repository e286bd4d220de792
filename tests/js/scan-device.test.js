import assert from "node:assert/strict";
import test from "node:test";
import "./browser.js";

const { Clock } = await import("scan/clock");
const { Sound, SOUNDS } = await import("scan/sound");

test("a clock that is wrong is put right by the first reply, and what was stamped by it too", () => {
  let device = Date.parse("2020-01-01T00:00:00Z");
  const server = Date.parse("2026-12-01T02:00:00Z");
  const clock = new Clock(null, () => device);
  const early = { entry: { occurred_at: new Date(clock.now()).toISOString() }, at: device, sure: clock.isRight };
  device += 60_000;
  clock.heard({ asked: device, came: device + 200, server });
  assert.equal(clock.isRight, true);
  assert.ok(Math.abs(clock.now() - server) <= 200);
  assert.equal(clock.momentOf(early), new Date(server - 60_100).toISOString());
  const later = { entry: { occurred_at: "2026-12-01T02:00:05.000Z" }, at: device, sure: true };
  assert.equal(clock.momentOf(later), later.entry.occurred_at);
  device -= 3600_000;
  assert.equal(clock.isRight, false, "set back: what was measured is worth nothing any more");
  const good = new Clock(null, () => server);
  good.heard({ asked: server, came: server, server: server + 1500 });
  assert.equal(good.offset, 0, "the line's own delay is no error");
});

/** An AudioContext that writes down what is played. */
function recorder() {
  const played = [];
  const gain = { setValueAtTime() {}, linearRampToValueAtTime() {} };
  const node = () => ({ gain, frequency: {}, connect: (next) => next, start() { played.push(this.frequency.value); }, stop() {} });
  return { played, context: { state: "running", currentTime: 0, createOscillator: node, createGain: node, destination: {} } };
}

test("three sounds can be told apart, and are silent once they are turned off, also the next time", () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
  const { played, context } = recorder();
  const sound = new Sound(() => context, storage);
  const heard = Object.keys(SOUNDS).map((name) => {
    played.length = 0;
    sound.play(name);
    return played.join(" ");
  });
  assert.equal(new Set(heard).size, 3);
  sound.toggle();
  played.length = 0;
  sound.play("bad");
  assert.deepEqual([played.length, new Sound(() => context, storage).isOn], [0, false]);
  assert.doesNotThrow(() => new Sound(null, null).play("good"));
});
