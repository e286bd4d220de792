/** The clicker for crowds: each press is kept at once and waits like any entry; it goes into the queue on leaving at the latest. */
import { offerAudiences } from "scan/panels";

const at = (id) => document.getElementById(id);

/** `read()` gives the session's tallies, `tap(audience, by)` what is counted then; `onCount()` counts all of it in. */
export class Clicker {
  constructor({ read, tap, onCount, onFailure }) {
    Object.assign(this, { read, tap, onFailure });
    this.n = 0;
    this.audience = null;
    at("tally-press").onclick = () => {
      navigator.vibrate?.(15);
      return this.#change(1);
    };
    at("tally-back").onclick = () => this.#change(-1);
    at("tally-count").onclick = () => onCount();
    at("tally").onclose = () => onCount();
  }

  get isOpen() {
    return at("tally").open;
  }

  async open(audiences) {
    const [kept] = await this.read();
    this.audience = kept?.audience ?? this.audience;
    offerAudiences(at("tally-audiences"), audiences, this.audience, (id) => {
      this.audience = id;
      this.refresh();
    });
    await this.refresh();
    at("tally").showModal();
  }

  /** What the device has kept, also by another window. */
  async refresh() {
    const found = (await this.read()).find(({ audience }) => audience === this.audience);
    this.#show(found?.n ?? 0);
  }

  async #change(by) {
    try {
      this.#show(await this.tap(this.audience, by));
    } catch (error) {
      at("tally").close();
      this.onFailure(error);
    }
  }

  #show(n) {
    at("tally-number").textContent = String(n);
    at("tally-press").disabled = !this.audience;
    at("tally-count").disabled = n === 0;
    at("tally-back").disabled = n === 0;
  }
}
