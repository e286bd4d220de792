/** What a ticket means at this door. Pure: by the roster the phone judges as the ledger will, which has the last word. */

/** Verdicts that are written down: all but what is no ticket of ours. */
export const RECORDED = new Set(["in", "again", "unlisted", "other-session", "other-activity", "early", "late", "cancelled", "over-capacity"]);
/** Those of which this device thinks that the ledger will count them. */
export const COUNTED = new Set(["in", "unlisted"]);

/** Why the ledger will not count so many people at a session now, in its own order; null for nothing against it. */
export function refusal({ session, count, now, isElsewhere = false }) {
  if (session.cancelled) return "cancelled";
  if (isElsewhere) return "elsewhere";
  if (now < Date.parse(session.counts_from)) return "early";
  if (now > Date.parse(session.counts_until)) return "late";
  if (session.capacity && count > session.capacity) return "over-capacity";
  return null;
}

/**
 * @param ticket what `readTicket` found, or null
 * @param session the roster's session at whose door we stand, with who is `expected`
 * @param roster all sessions that the device holds
 * @param seen registration → since when this device let it in, null where it took that back
 */
export function judge(ticket, { session, roster, seen, now, count = ticket?.people ?? 1 }) {
  if (!ticket) return { verdict: "no-ticket" };
  const party = session.expected.find(({ id }) => id === ticket.registration);
  const why = refusal({ session, count, now, isElsewhere: ticket.session !== session.id });
  if (why === "elsewhere") {
    const other = roster.sessions.find(({ id }) => id === ticket.session);
    return { verdict: other ? "other-session" : "other-activity", other };
  }
  if (why) return { verdict: why, party };
  const since = seen.has(ticket.registration) ? seen.get(ticket.registration) : party?.in ? Date.parse(party.in) : null;
  if (since !== null) return { verdict: "again", party, since };
  return { verdict: party ? "in" : "unlisted", party };
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
