/** The week as a form: writes the field's expression while it is filled in, and follows the field. */
import { canBeSame, cleanNote, emptyGrid, problems, writeHours } from "workspace/hours/grid";
import { HoursDay } from "workspace/hours/day";
import { HoursPreview } from "workspace/hours/preview";
import { readHours } from "workspace/hours/reader";
import { wordsOf } from "workspace/step-words";

const HOLIDAYS = 7;

export class HoursEditor {
  constructor(root) {
    this.root = root;
    this.field = root.querySelector("[name=opening_hours]");
    this.word = wordsOf(root.querySelector("#hours-words"));
    this.preview = new HoursPreview(document.getElementById("hours-preview"), root.dataset.preview, (read, typed) => this.understood(read, typed));
    this.build();
    this.listen();
    this.follow();
  }

  build() {
    const onChange = () => this.changed();
    const day = (index) => new HoursDay(this.root, { name: this.word(`day-${index}`), onChange, onCopy: (spans) => this.copy(spans) });
    this.days = Array.from({ length: HOLIDAYS }, (_, index) => day(index));
    this.holiday = day(HOLIDAYS);
    this.holiday.element.classList.add("is-holiday");
    const rest = this.root.querySelector("#hours-rest").content.cloneNode(true);
    rest.querySelector(".hours-holiday-own").append(this.holiday.element);
    this.grid = this.root.querySelector("#hours-grid");
    this.grid.replaceChildren(...this.days.map(({ element }) => element), rest);
    this.ask = this.grid.querySelector("#hours-ask");
    this.note = this.grid.querySelector("#hours-note");
    this.choices = [...this.grid.querySelectorAll("[name=hours-holiday]")];
  }

  listen() {
    for (const choice of this.choices) choice.addEventListener("change", () => this.chooseHoliday(choice.value));
    this.ask.addEventListener("change", () => this.changed());
    this.note.addEventListener("input", () => this.changed());
    this.field.addEventListener("input", () => { this.follow(); this.preview.show(this.field.value); });
    this.root.querySelector("#hours-anew").addEventListener("click", () => { this.show(emptyGrid()); this.changed(); this.days[0].focus(); });
    this.root.addEventListener("click", ({ target }) => target.dataset.expression && this.preset(target.dataset.expression));
  }

  preset(expression) {
    this.field.value = expression;
    this.follow();
    this.preview.show(expression);
  }

  /** Words that the server has read fill the week; the field keeps them until the person goes on there. */
  understood(read, typed) {
    const grid = this.field.value === typed && !readHours(typed) ? readHours(read) : null;
    if (grid) this.show(grid);
  }

  /** Shows what the field says; what a week can't say stays a text. */
  follow() {
    const grid = readHours(this.field.value);
    if (grid) return this.show(grid);
    this.grid.hidden = true;
    this.root.querySelector("#hours-beyond").hidden = false;
    this.root.querySelector("#hours-text").open = true;
  }

  show(grid) {
    this.grid.hidden = false;
    this.root.querySelector("#hours-beyond").hidden = true;
    grid.days.forEach((spans, index) => this.days[index].set(spans));
    this.holiday.set(grid.holidaySpans);
    this.ask.checked = grid.ask;
    this.note.value = grid.note;
    this.setHoliday(grid.holiday);
    this.tellWrong(grid);
  }

  chooseHoliday(value) {
    this.setHoliday(value);
    if (value === "own" && !this.holiday.spans.length) this.holiday.set([["09:00", "17:00"]]);
    this.changed();
  }

  setHoliday(value) {
    for (const choice of this.choices) choice.checked = choice.value === value;
    this.holiday.element.hidden = value !== "own";
  }

  copy(spans) {
    for (const day of this.days) if (day.spans.length) day.set(spans);
    this.changed();
  }

  read() {
    return {
      days: this.days.map(({ spans }) => spans), holiday: this.choices.find(({ checked }) => checked)?.value ?? "unknown",
      holidaySpans: this.holiday.spans, ask: this.ask.checked, note: cleanNote(this.note.value),
    };
  }

  changed() {
    const grid = this.read();
    if (this.tellWrong(grid)) return;
    this.field.value = writeHours(grid);
    this.preview.show(this.field.value);
  }

  /** Says what is to be put right beside its day; until then the expression stays as it was. */
  tellWrong(grid) {
    const found = problems(grid);
    [...this.days, this.holiday].forEach((day, index) => {
      const wrong = found.find((problem) => problem.day === index);
      day.complain(wrong ? this.word(wrong.what) : "");
    });
    const possible = canBeSame(grid);
    const same = this.choices.find(({ value }) => value === "same");
    same.disabled = !possible && grid.days.some((spans) => spans.length);
    this.grid.querySelector("[data-cannot-same]").hidden = !same.disabled;
    if (same.disabled && same.checked) this.setHoliday("unknown");
    return found.length > 0;
  }
}
