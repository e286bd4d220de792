/** A draft that saves itself a while after the last change, and again when the line is back. */
import { postForm } from "lib/http";

const WAIT_MS = 3000;
const AGAIN_MS = 15000;

export class Autosave {
  constructor(form, guard) {
    Object.assign(this, { form, guard });
    this.state = form.querySelector("#autosave-state");
    this.isBusy = false;
    const wait = ({ target }) => target?.type !== "file" && this.later(WAIT_MS);
    form.addEventListener("input", wait);
    form.addEventListener("change", wait);
    form.addEventListener("submit", () => this.stop());
    addEventListener("online", () => this.guard.isChanged() && this.later(0));
  }

  later(delay) {
    this.stop();
    this.timer = setTimeout(() => this.save(), delay);
  }

  stop() {
    clearTimeout(this.timer);
  }

  async save() {
    if (this.isBusy) return this.later(WAIT_MS);
    if (!this.guard.isChanged()) return undefined;
    this.isBusy = true;
    const fields = new FormData(this.form);
    const saved = this.guard.snapshot();
    for (const name of [...fields.keys()]) if (fields.get(name) instanceof File) fields.delete(name);
    fields.append("autosave", "1");
    try {
      const { base, sentence } = await postForm(location.href, fields);
      this.form.elements.base.value = base;
      this.guard.keep(saved);
      this.say(sentence);
    } catch (problem) {
      this.say(problem.status ? problem.message : this.state.dataset.lost, true);
      if (!problem.status) this.later(AGAIN_MS);
    } finally {
      this.isBusy = false;
    }
    return undefined;
  }

  say(sentence, isWrong = false) {
    const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    this.state.textContent = isWrong ? sentence : `${sentence} ${time}`;
    this.state.classList.toggle("wrong", isWrong);
  }
}
