/** A venue's photos: uploaded one by one as they are chosen, put in order, described. */
import { postForm } from "lib/http";
import { appendRow } from "workspace/rows";
import { wordsOf } from "workspace/step-words";

const MISSING = 404;

export class Photos {
  constructor(root) {
    this.root = root;
    this.form = root.closest("form");
    this.word = wordsOf(root.querySelector("[data-words]"));
    this.list = root.querySelector("[data-rows=photos]");
    this.field = root.querySelector("input[type=file]");
    this.state = root.querySelector("#photos-state");
    this.field.addEventListener("change", () => this.upload([...this.field.files]));
    this.list.addEventListener("click", ({ target }) => this.move(target.closest("[data-move]")));
    this.list.addEventListener("change", () => this.number());
    this.number();
  }

  /** What was taken leaves the field, so that it is not sent with the form once more. */
  async upload(files) {
    const failed = [];
    for (const [index, file] of files.entries()) {
      this.say(this.word("uploading", { n: index + 1, all: files.length }));
      try {
        this.add(await this.send(file));
      } catch (problem) {
        failed.push(`${file.name}${this.word("colon")}${problem.status === MISSING ? this.word("missing") : problem.message}`);
      }
    }
    this.field.value = "";
    this.say(failed.length ? failed.join("\n") : this.word("uploaded", { n: files.length }), failed.length > 0);
  }

  send(file) {
    const fields = new FormData();
    fields.append("photo", file);
    return postForm(this.root.dataset.upload, fields);
  }

  add({ id, url, width, height }) {
    const row = appendRow(this.form, "photos");
    row.querySelector("[name$=-image]").value = id;
    Object.assign(row.querySelector("img"), { src: url, width, height });
    this.number();
    row.querySelector("[name$=-caption]").focus();
  }

  move(button) {
    if (!button) return;
    const row = button.closest("[data-row]");
    if (button.dataset.move === "up") row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    this.number();
    button.focus();
  }

  /** The order in the form is the order on the screen. */
  number() {
    [...this.list.children].forEach((row, index, all) => {
      row.querySelector("[name$=-ORDER]").value = index + 1;
      row.querySelector("[data-move=up]").disabled = index === 0;
      row.querySelector("[data-move=down]").disabled = index === all.length - 1;
    });
  }

  say(sentence, isWrong = false) {
    this.state.textContent = sentence;
    this.state.classList.toggle("wrong", isWrong);
  }
}
