/** Deciding by keyboard, and quick reasons: J and K lead through the queue, A approves, R goes to the reason. */
const form = document.getElementById("decision");
const reason = document.getElementById("reason");
const sendBack = document.getElementById("return");

const KEYS = {
  j: () => document.getElementById("after")?.click(),
  k: () => document.getElementById("before")?.click(),
  a: () => form.requestSubmit(document.getElementById("approve")),
  r: () => reason.focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable], .leaflet-container")) return;
  const deed = KEYS[event.key.toLowerCase()];
  if (!deed) return;
  event.preventDefault();
  deed();
});

for (const quick of document.querySelectorAll("[data-reason]")) {
  quick.addEventListener("click", () => {
    const written = reason.value.trim();
    if (!written.includes(quick.dataset.reason)) reason.value = [written, quick.dataset.reason].filter(Boolean).join("\n");
    reason.focus();
  });
}

// Only returning needs a reason, so the field is required by the button that is pressed.
form?.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=decision]");
  if (button) reason.required = button === sendBack;
});

// A second press while the first is on its way would be told as “moved on”.
form?.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => form && delete form.dataset.sent);
