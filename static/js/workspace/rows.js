/** Rows that can be added and taken away (a Django formset), for each `data-rows` on the page. */
export function addRows(root) {
  for (const place of root.querySelectorAll("[data-rows]")) {
    const prefix = place.dataset.rows;
    root.querySelector(`[data-add-row="${prefix}"]`)?.addEventListener("click", () => {
      appendRow(root, prefix).querySelector("input, select")?.focus();
    });
    place.addEventListener("change", ({ target }) => {
      if (target.name?.endsWith("-DELETE")) target.closest("[data-row]").classList.toggle("is-removed", target.checked);
    });
  }
}

/** A fresh row at the end of the rows of a prefix. */
export function appendRow(root, prefix) {
  const place = root.querySelector(`[data-rows="${prefix}"]`);
  const total = root.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const row = root.querySelector(`[data-row-template="${prefix}"]`).content.firstElementChild.cloneNode(true);
  for (const part of row.querySelectorAll("[name], [id], [for]")) {
    for (const name of ["name", "id", "for"]) {
      if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replace("__prefix__", total.value));
    }
  }
  total.value = Number(total.value) + 1;
  place.append(row);
  return row;
}
