/** The time at the server, as far as this phone knows it: its own clock, put right by what replies say. */
const BACK_MS = 60_000; // time never runs back; a minute is the line's own delay and then some
const SMALL_MS = 2_000; // the same bound as the server's

export class Clock {
  /** `kept` is what `kept` gave before; `device` reads the phone's clock. */
  constructor(kept = null, device = () => Date.now()) {
    this.device = device;
    this.offset = kept?.offset ?? null;
    this.server = kept?.server ?? 0;
  }

  get kept() {
    return { offset: this.offset, server: this.server };
  }

  /** Whether the phone's error was measured, and its clock was not set back since. */
  get isRight() {
    if (this.offset !== null && this.device() + this.offset < this.server - BACK_MS) this.offset = null;
    return this.offset !== null;
  }

  now() {
    return this.device() + (this.isRight ? this.offset : 0);
  }

  /** A reply of the server: when it was asked and came by the phone's clock, and the server's own moment. */
  heard({ asked, came, server }) {
    const offset = Math.round(server - (asked + came) / 2);
    this.offset = Math.abs(offset) > SMALL_MS ? offset : 0;
    this.server = server;
  }

  /** An entry's moment as it is sent: what was stamped while the clock was wrong is put right by what is known now. */
  momentOf({ entry, at, sure }) {
    const isSameClock = this.isRight && at <= this.device() + BACK_MS;
    return sure === false && isSameClock ? new Date(at + this.offset).toISOString() : entry.occurred_at;
  }
}
