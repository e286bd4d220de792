/** Three sounds that can be told apart without looking, made by the browser itself, and felt where there is a motor. */
const KEY = "scan-sound";
const RAMP_S = 0.01; // without it a tone clicks

/** Tones as [hertz, begins, lasts (seconds), shape]: up for in, twice the same for again, low and long for no. */
export const SOUNDS = {
  good: [[880, 0, 0.1, "sine"], [1320, 0.12, 0.16, "sine"]],
  again: [[620, 0, 0.12, "triangle"], [620, 0.2, 0.12, "triangle"]],
  bad: [[200, 0, 0.22, "square"], [150, 0.26, 0.4, "square"]],
};
const BUZZ = { good: 40, again: [60, 60, 60], bad: [200, 80, 200] };

export class Sound {
  /** `make` makes an AudioContext; null where the browser has none. */
  constructor(make = globalThis.AudioContext ? () => new AudioContext() : null, kept = globalThis.localStorage) {
    Object.assign(this, { make, kept });
    this.isOn = read(kept) !== "off";
  }

  /** Browsers let a page sound only after it was touched: the first touch wakes it, and each later one after a pause. */
  wakeBy(target) {
    for (const touch of ["pointerdown", "keydown"]) target.addEventListener(touch, () => this.wake(), { passive: true });
  }

  wake() {
    if (!this.isOn || !this.make) return;
    this.context ??= this.make();
    if (this.context.state !== "running") this.context.resume()?.catch?.(() => {});
  }

  toggle() {
    this.isOn = !this.isOn;
    try {
      this.kept?.setItem(KEY, this.isOn ? "on" : "off");
    } catch {
      // it holds as long as the page does
    }
    this.play("good");
  }

  play(name) {
    const phone = globalThis.navigator;
    if (phone?.userActivation?.hasBeenActive !== false) phone?.vibrate?.(BUZZ[name]); // before, browsers complain
    if (!this.isOn) return;
    this.wake();
    for (const tone of this.context ? SOUNDS[name] : []) this.#tone(...tone);
  }

  #tone(hertz, begins, lasts, shape) {
    const { context } = this;
    const from = context.currentTime + begins;
    const voice = context.createOscillator();
    const volume = context.createGain();
    voice.type = shape;
    voice.frequency.value = hertz;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(shape === "square" ? 0.3 : 0.6, from + RAMP_S);
    volume.gain.setValueAtTime(shape === "square" ? 0.3 : 0.6, from + lasts - RAMP_S);
    volume.gain.linearRampToValueAtTime(0, from + lasts);
    voice.connect(volume).connect(context.destination);
    voice.start(from);
    voice.stop(from + lasts);
  }
}

function read(kept) {
  try {
    return kept?.getItem(KEY);
  } catch {
    return null;
  }
}
