/**
 * A draft that saves itself a while after the last change, and again when the line or the sign-in is back. It believes
 * nothing but its own answer (`saved`): a sign-in page that comes with 200 has saved nothing.
 */
import { getHtml, postForm } from "lib/http";

const WAIT_MS = 3000;
const AGAIN_MS = 15000;
const SIGNED_OUT = new Set(["signed_out", "page_too_old", "not_json", "http_403", "http_401"]);

export class Autosave {
  constructor(form, guard, kept) {
    Object.assign(this, { form, guard, kept });
    this.state = form.querySelector("#autosave-state");
    this.isBusy = false;
    this.isSignedOut = false;
    this.savedAt = null;
    const wait = ({ target }) => target?.type !== "file" && this.later(WAIT_MS);
    form.addEventListener("input", wait);
    form.addEventListener("change", wait);
    form.addEventListener("submit", () => this.stop());
    const again = () => this.guard.isChanged() && this.later(0);
    addEventListener("online", again);
    addEventListener("focus", () => this.isSignedOut && again());
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
    this.kept.keep();
    try {
      if (this.isSignedOut) await this.takeToken();
      await this.send();
    } catch (problem) {
      this.fail(problem);
    } finally {
      this.isBusy = false;
    }
    return undefined;
  }

  async send() {
    const fields = new FormData(this.form);
    const saved = this.guard.snapshot();
    for (const name of [...fields.keys()]) if (fields.get(name) instanceof File) fields.delete(name);
    fields.append("autosave", "1");
    const answer = await postForm(location.href, fields);
    if (answer?.saved !== true || typeof answer.base !== "string") throw Object.assign(new Error(), { status: 200, code: "not_json" });
    this.form.elements.base.value = answer.base;
    this.guard.keep(saved);
    this.kept.keep();
    this.isSignedOut = false;
    this.savedAt = new Date();
    this.state.textContent = `${answer.sentence} ${this.time()}`;
    this.state.classList.remove("wrong");
  }

  /** After a sign-in in another window the page's token is an old one; the form's own page has the new one. */
  async takeToken() {
    const page = new DOMParser().parseFromString(await getHtml(location.href), "text/html");
    const token = page.querySelector(`#${this.form.id} [name=csrfmiddlewaretoken]`);
    if (!token) throw Object.assign(new Error(), { status: 401, code: "signed_out" });
    this.form.elements.csrfmiddlewaretoken.value = token.value;
  }

  fail(problem) {
    const { dataset } = this.state;
    this.isSignedOut = SIGNED_OUT.has(problem.code);
    const why = this.isSignedOut ? dataset.signedOut : problem.status && problem.message ? problem.message : dataset.lost;
    const last = this.savedAt ? dataset.last.replace("{time}", this.time()) : dataset.never;
    this.state.textContent = `${dataset.wrong}${why}${last}`;
    this.state.classList.add("wrong");
    if (this.isSignedOut) {
      this.state.append(" ", this.wayIn());
      this.later(2 * AGAIN_MS);
    } else if (!problem.status || problem.status >= 500) {
      this.later(AGAIN_MS);
    }
  }

  wayIn() {
    const { login, signIn } = this.state.dataset;
    return Object.assign(document.createElement("a"), { href: login, textContent: signIn, target: "_blank", rel: "noopener" });
  }

  time() {
    return this.savedAt.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  }
}
