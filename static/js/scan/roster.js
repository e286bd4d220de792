/** Brings the roster: sessions first, then who is expected, page by page. What has come stays; a cut line goes on from there. */
import { ask, NoLine, Refused } from "scan/http";

const MOST_PARTIES = 10_000; // a ticket is checked by its signature all the same

/** The sessions whose lists are brought: the chosen one first, then as they come in time, as far as there is room. */
export function inTurn(sessions, first) {
  const inOrder = [...sessions.filter(({ id }) => id === first), ...sessions.filter(({ id }) => id !== first)];
  let room = MOST_PARTIES;
  return inOrder.filter(({ id, parties }) => {
    const fits = parties <= room || id === first;
    if (fits) room -= parties;
    return fits;
  });
}

/** How much of the lists has come; a list that was whole once is whole while it is brought up to date. */
export function progressOf(sessions, lists) {
  const have = sessions.map(({ id, parties }) => (lists[id]?.version ? parties : Math.min(parties, lists[id]?.have ?? 0)));
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  return { have: sum(have), all: sum(sessions.map(({ parties }) => parties)) };
}

export class Roster {
  /** `addresses` {roster, people}; `chosen()` is the session at whose door we stand. */
  constructor({ store, clock, addresses, chosen }) {
    Object.assign(this, { store, clock, addresses, chosen });
  }

  /** The sessions, as they are now. */
  async bringSessions(key) {
    const known = await this.store.get("roster");
    const asked = this.clock.now();
    const reply = await ask(this.addresses.roster, { key, etag: known?.etag });
    if (reply.status === 304) return this.store.set("roster", { ...known, asked });
    if (!Array.isArray(reply.said.sessions)) throw new NoLine("no roster");
    await this.store.set("roster", { ...reply.said, etag: reply.etag, asked });
    await this.#forgetGone(reply.said.sessions);
  }

  /** One page more of what is missing or was changed; whether there was any. */
  async bringPage(key) {
    const { sessions } = await this.store.get("roster");
    const lists = (await this.store.get("lists")) ?? {};
    const session = inTurn(sessions, this.chosen()).find(({ id, version }) => lists[id]?.version !== version);
    if (!session) return false;
    const list = lists[session.id] ?? {};
    try {
      lists[session.id] = await this.#walk(key, session, list);
    } catch (error) {
      if (error instanceof Refused) await this.store.set("lists", { ...lists, [session.id]: { version: list.version } });
      throw error;
    }
    await this.store.set("lists", lists);
    return true;
  }

  async #walk(key, session, list) {
    const { id } = session;
    const walk = list.walk ?? { version: session.version, after: "", visited: [] };
    const pages = await this.store.pages(id);
    const known = pages.find(({ after }) => after === walk.after);
    const asked = this.clock.now();
    const reply = await ask(this.addresses.people, { key, etag: known?.etag, query: { session: id, after: walk.after } });
    if (reply.status === 200 && !Array.isArray(reply.said.people)) throw new NoLine("no people");
    const page = reply.status === 304 ? { ...known, asked } : pageOf(id, walk.after, reply, asked);
    const visited = [...walk.visited, walk.after];
    if (!page.next) {
      await this.store.keepPage(page, pages.filter(({ after }) => !visited.includes(after)));
      return { version: walk.version };
    }
    await this.store.keepPage(page);
    return { ...list, walk: { ...walk, after: page.next, visited }, have: (list.have ?? 0) + page.parties.length };
  }

  /** Names of sessions that are not this device's any more do not stay on it. */
  async #forgetGone(sessions) {
    const lists = (await this.store.get("lists")) ?? {};
    const gone = Object.keys(lists).filter((known) => !sessions.some(({ id }) => id === known));
    for (const session of gone) {
      await this.store.keepPage(null, await this.store.pages(session));
      delete lists[session];
    }
    if (gone.length) await this.store.set("lists", lists);
  }
}

function pageOf(session, after, { etag, said }, asked) {
  return { session, after, etag, asked, next: said.next, parties: said.people };
}
