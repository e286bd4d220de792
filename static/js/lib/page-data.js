/** What the page hands over: one JSON block, read once. */
const block = document.getElementById("page-data");

export const pageData = block ? JSON.parse(block.textContent) : {};

/** An address of the API that answers in the page's language; Chinese is what it speaks unasked. */
export function inLanguage(url) {
  if (pageData.lang !== "en") return url;
  return `${url}${url.includes("?") ? "&" : "?"}lang=en`;
}
