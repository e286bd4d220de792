/** Nobody there: after a while without a touch the screen goes back to its start, and counts down before. */
export const AFTER_S = 60;
export const WARN_S = 10;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchmove"];

export class Idle {
  /** `isAway()` tells whether there is anything to go back from; `onWarn(n)` gets seconds, or null for none. */
  constructor({ isAway, onWarn, onReturn }) {
    Object.assign(this, { isAway, onWarn, onReturn });
    this.touch();
    for (const sign of SIGNS) addEventListener(sign, () => this.touch(), { passive: true });
  }

  touch() {
    this.last = Date.now();
    if (this.warned) this.onWarn(null);
    this.warned = false;
  }

  /** To be called every second. */
  tick() {
    if (!this.isAway()) return this.touch();
    const left = AFTER_S - Math.floor((Date.now() - this.last) / 1000);
    if (left <= 0) {
      this.touch();
      this.onReturn();
    } else if (left <= WARN_S) {
      this.warned = true;
      this.onWarn(left);
    }
  }
}
