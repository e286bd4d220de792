/** Large text: a choice kept in this browser; the first script of a page applies it before anything is drawn. */
const button = document.getElementById("large-text");
const root = document.documentElement;

function show() {
  button.setAttribute("aria-pressed", String(root.dataset.text === "large"));
}

function remember(value) {
  try {
    localStorage.setItem("text", value);
  } catch {
    // A browser that keeps nothing still shows large text on this page.
  }
}

button?.addEventListener("click", () => {
  if (root.dataset.text === "large") delete root.dataset.text;
  else root.dataset.text = "large";
  remember(root.dataset.text ?? "normal");
  show();
  window.dispatchEvent(new Event("resize"));
});
if (button) show();

// Filters change the address without loading the page: the other language gets the present one.
for (const link of document.querySelectorAll("a[data-keeps-query]")) {
  link.addEventListener("click", () => {
    link.search = location.search;
  });
}
