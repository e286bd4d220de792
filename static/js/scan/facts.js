/** What this device's facts say. Pure: a fact is {entry, name, registration, counts, verdict, at, result, answered, untold}. */

/** Whether a fact stands for people, by the ledger's answer or, before it, by what was judged here. */
export function countsNow({ entry, result, counts }) {
  if (entry.undo_of || entry.service) return false;
  return result ? result.status === "accepted" : Boolean(counts);
}

/** Entry → its undoing, unless the ledger has refused that. */
export function undoings(facts) {
  const taken = facts.filter(({ entry, result }) => entry.undo_of && result?.status !== "quarantined");
  return new Map(taken.map((fact) => [fact.entry.undo_of, fact]));
}

/** Entry → its undoing that the ledger has refused: the fact counts as before. */
export function refusedUndoings(facts) {
  const refused = facts.filter(({ entry, result }) => entry.undo_of && result?.status === "quarantined");
  return new Map(refused.map((fact) => [fact.entry.undo_of, fact]));
}

/** The last fact that can be taken back. A repetition never counted, so there is nothing to take. */
export function lastToUndo(facts, session) {
  const undone = undoings(facts);
  return facts.findLast((fact) => fact.entry.session === session && canUndo(fact) && !undone.has(fact.entry.id));
}

function canUndo({ entry, result, counts }) {
  if (entry.undo_of || entry.service) return false;
  return result ? result.status === "accepted" : counts !== false;
}

/**
 * Registration → since when it is in by this device's own word, or null where that took it back. Who is not in it stands
 * as the roster says, and so does whoever the roster (`asked` at a moment, of each party) knows better.
 */
export function standing(facts, session, askedOf = () => -Infinity) {
  const undone = undoings(facts);
  const found = new Map();
  for (const fact of facts) {
    const { entry, registration, result } = fact;
    if (!registration || entry.session !== session || entry.undo_of) continue;
    const undoing = undone.get(entry.id);
    if (undoing) {
      const isOld = undoing.result && undoing.answered <= askedOf(registration);
      if (countsNow(fact) && !isOld) found.set(registration, null);
      continue;
    }
    const isOld = result && fact.answered <= askedOf(registration);
    const isIn = result ? result.status === "accepted" || repeatsWhatStands(result, undone) : Boolean(fact.counts);
    if (isIn && !isOld && !found.get(registration)) found.set(registration, sinceOf(fact));
  }
  return found;
}

/** A repetition stands as long as what it repeats does. */
function repeatsWhatStands({ status, first }, undone) {
  return status === "duplicate" && !undone.has(first?.id);
}

function sinceOf({ entry, result }) {
  return Date.parse(result?.first?.occurred_at ?? entry.occurred_at);
}

/** What this device adds to a session's number in a roster that was asked for at a moment. */
export function added(facts, session, asked) {
  const undone = undoings(facts);
  const isKnown = ({ result, answered }) => Boolean(result) && answered <= asked;
  let sum = 0;
  for (const fact of facts) {
    if (fact.entry.session !== session || !countsNow(fact)) continue;
    const undoing = undone.get(fact.entry.id);
    if (!isKnown(fact)) sum += fact.entry.count;
    if (undoing && !isKnown(undoing)) sum -= fact.entry.count;
  }
  return sum;
}

/** Since when a volunteer is on site: by the roster, and what this device has told since. Null for not. */
export function onSiteSince(volunteer, facts, asked) {
  const isNews = ({ result, answered }) => !result || (answered > asked && result.status !== "quarantined");
  const last = facts.findLast((fact) => fact.entry.volunteer === volunteer.id && isNews(fact));
  if (!last) return volunteer.in ? Date.parse(volunteer.in) : null;
  return last.entry.service === "in" ? Date.parse(last.entry.occurred_at) : null;
}

/** What a fact is in the list: undone, undoing (not told yet), waiting, accepted, duplicate, quarantined. */
export function stateOf(fact, undone) {
  const undoing = undone.get(fact.entry.id);
  if (undoing) return undoing.result ? "undone" : "undoing";
  return fact.result?.status ?? "waiting";
}

/** Whether an answer takes back what was shown at the door, so that somebody there must be told. */
export function mustBeTold({ entry, counts }, result) {
  return result.status === "quarantined" && (Boolean(entry.undo_of) || counts !== false);
}

/** What the last card becomes once its entry is answered: a verdict, or null where it told the truth. */
export function repainted({ entry, counts, verdict }, result) {
  if (entry.undo_of) return result.status === "quarantined" ? "undo-refused" : null;
  if (result.status === "quarantined") return counts === false ? null : "not-counted";
  if (result.status === "accepted") return verdict === "in" ? null : "counted";
  return result.status === "duplicate" && verdict === "in" ? "repeated" : null;
}
