/** Short messages that pass by themselves, or when the function that is returned is called. */
const SHOWN_MS = 5000;

export function toast(sentence) {
  const place = document.getElementById("toasts");
  if (!place || [...place.children].some((shown) => shown.textContent === sentence)) return () => {};
  const message = document.createElement("p");
  message.className = "toast";
  message.textContent = sentence;
  place.append(message);
  const remove = () => message.remove();
  setTimeout(remove, SHOWN_MS);
  return remove;
}
