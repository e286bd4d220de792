/** What a ticket means at this door. Pure; the ledger has the last word, and what it can't count waits for the organizer. */

/** Verdicts that are written down: all but what is no ticket of ours. */
export const RECORDED = new Set(["in", "again", "unlisted", "other-session", "other-activity", "over", "cancelled"]);
/** Those of which this device thinks that the ledger will count them. */
export const COUNTED = new Set(["in", "unlisted"]);

/**
 * @param ticket what `readTicket` found, or null
 * @param session the roster's session at whose door we stand
 * @param roster all that the device holds
 * @param seen registration → when this device let it in, of this session
 */
export function judge(ticket, { session, roster, seen, now }) {
  if (!ticket) return { verdict: "no-ticket" };
  const party = session.expected.find(({ id }) => id === ticket.registration);
  const since = seen.get(ticket.registration) ?? (party?.in ? Date.parse(party.in) : undefined);
  if (session.cancelled) return { verdict: "cancelled", party };
  if (ticket.session !== session.id) {
    const other = roster.sessions.find(({ id }) => id === ticket.session);
    return { verdict: other ? "other-session" : "other-activity", other };
  }
  if (since !== undefined) return { verdict: "again", party, since };
  if (ticket.expires < now) return { verdict: "over", party };
  return { verdict: party ? "in" : "unlisted", party };
}

const FAR_MS = 24 * 3600 * 1000;

/** Whether a session is more than a day away, so that the ledger will not count for it: another one is meant. */
export function isFar(session, now) {
  return now < Date.parse(session.starts_at) - FAR_MS || now > Date.parse(session.ends_at) + FAR_MS;
}

/** Who may be meant by some typed letters: the end of a phone number, or a name as far as it is masked. */
export function search(expected, text) {
  const said = text.trim();
  if (!said) return [];
  if (/^\d{2,11}$/.test(said)) return expected.filter(({ tail }) => tail && tail.endsWith(said.slice(-4)));
  return expected.filter(({ name }) => fits(name, said));
}

function fits(name, said) {
  if (name.includes(said)) return true;
  const signs = [...said];
  const masked = [...name];
  return masked.length === signs.length && masked.every((sign, place) => sign === "＊" || sign === signs[place]);
}

/** An entry as the ledger's contract has it. */
export function entryOf({ id, session, ticket = null, count, audience, method, now, undoOf = null, reason }) {
  const entry = { id, session, occurred_at: new Date(now).toISOString(), undo_of: undoOf };
  return undoOf ? { ...entry, reason } : { ...entry, ticket, count, audience, method };
}

/** A volunteer's coming or going, in the same queue. */
export function serviceOf({ id, session, volunteer, service, now }) {
  return { id, session, volunteer, service, occurred_at: new Date(now).toISOString(), undo_of: null };
}

/** Since when a volunteer is on site: by the roster, and what this device has told since. Null for not. */
export function onSiteSince(volunteer, facts, rosterAt) {
  const last = facts.findLast(
    ({ entry, result, at }) =>
      entry.volunteer === volunteer.id && (!result || at > rosterAt) && result?.status !== "quarantined",
  );
  if (!last) return volunteer.in ? Date.parse(volunteer.in) : null;
  return last.entry.service === "in" ? Date.parse(last.entry.occurred_at) : null;
}

/** How long to wait after so many failures in a row, milliseconds. */
export function patience(failures, random = Math.random()) {
  return failures === 0 ? 0 : Math.min(60_000, 1000 * 2 ** (failures - 1)) * (0.75 + random / 2);
}
