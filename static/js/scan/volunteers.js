/** Who serves at the session: signed in and out here, with or without a line. */
import { onSiteSince } from "scan/facts";
import { clock, say } from "scan/say";

const at = (id) => document.getElementById(id);

/** The list. `known()` is {volunteers, facts, asked}; `onSign({volunteer, service})` writes one down. */
export function openVolunteers({ known, onSign }) {
  const show = () => {
    const { volunteers, facts, asked } = known();
    at("volunteer-list").replaceChildren(
      ...volunteers.map((volunteer) => line(volunteer, onSiteSince(volunteer, facts, asked), sign)),
    );
  };
  const sign = async (volunteer, service) => {
    navigator.vibrate?.(40);
    await onSign({ volunteer, service });
    show();
  };
  show();
  at("volunteers").showModal();
}

function line(volunteer, since, sign) {
  const item = document.createElement("li");
  const [who, what, button] = ["strong", "span", "button"].map((name) => document.createElement(name));
  who.textContent = `${volunteer.name} …${volunteer.tail}`;
  what.textContent = [volunteer.position, since && say("on-site-since", { time: clock(since) })].filter(Boolean).join(" · ");
  button.type = "button";
  button.className = since ? "press quiet" : "press";
  button.textContent = say(since ? "sign-out" : "sign-in");
  button.setAttribute("aria-label", `${button.textContent} ${who.textContent}`);
  button.onclick = () => {
    button.disabled = true; // a second tap tells nothing new
    sign(volunteer, since ? "out" : "in");
  };
  const text = document.createElement("div");
  text.append(who, what);
  item.append(text, button);
  return item;
}
