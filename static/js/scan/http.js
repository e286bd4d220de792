/** Asks the server. Only what is surely its own word is believed: a hotel's sign-in page or a proxy is no line. */
const OURS = "urn:sciencemap:problem:";
const STALL_MS = 20_000; // without a single byte; a long reply may take as long as it likes while bytes come
const SLOWEST = 500; // bytes a second at which a body is still given its time to go out
const MOST_ALIVE = 30_000; // characters that may outlive the page

/** The server itself says that this device is not paired. */
export class NotPaired extends Error {}

/** The server itself says no, with a sentence. */
export class Refused extends Error {
  constructor(problem, status) {
    super(problem.detail ?? String(status));
    Object.assign(this, { status, code: problem.code ?? "" });
  }
}

/** Nobody answered, or somebody else did. */
export class NoLine extends Error {}

/** What a reply is worth, given its status, kind and text. Raises NotPaired, Refused, NoLine. */
export function worthOf(status, kind, text) {
  const said = parsed(text);
  if (status === 200 && kind.startsWith("application/json") && said) return said;
  const isProblem = kind.startsWith("application/problem+json") && String(said?.type).startsWith(OURS);
  if (!isProblem) throw new NoLine(`${status} ${kind}`);
  if (status === 401 && said.type === `${OURS}not_paired`) throw new NotPaired();
  throw new Refused(said, status);
}

function parsed(text) {
  try {
    const said = JSON.parse(text);
    return said && typeof said === "object" && !Array.isArray(said) ? said : null;
  } catch {
    return null;
  }
}

/** Resolves with {status 200, etag, said} or {status 304}. Raises NotPaired, Refused, NoLine. */
export async function ask(address, { key, body, etag, query = {}, stall = STALL_MS } = {}) {
  const sent = body && JSON.stringify(body);
  const url = new URL(address, location.href);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  if (document.documentElement.lang === "en") url.searchParams.set("lang", "en");
  const headers = {
    ...(key && { Authorization: `Bearer ${key}` }),
    ...(sent && { "Content-Type": "application/json" }),
    ...(etag && { "If-None-Match": etag }),
  };
  const watch = watchdog(stall);
  try {
    watch.stir(stall + ((sent?.length ?? 0) / SLOWEST) * 1000);
    const found = await fetch(url, {
      method: sent ? "POST" : "GET",
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      keepalive: Boolean(sent) && sent.length < MOST_ALIVE,
      signal: watch.signal,
      headers,
      body: sent,
    });
    if (found.status === 304 && etag) return { status: 304 };
    const said = worthOf(found.status, found.headers.get("Content-Type") ?? "", await textOf(found, watch));
    return { status: 200, etag: found.headers.get("ETag"), said };
  } catch (error) {
    if (error instanceof NotPaired || error instanceof Refused || error instanceof NoLine) throw error;
    throw new NoLine(error.name);
  } finally {
    watch.rest();
  }
}

/** Cuts off what has stood still for too long. */
function watchdog(usual) {
  const cut = new AbortController();
  let timer;
  return {
    signal: cut.signal,
    stir(ms = usual) {
      clearTimeout(timer);
      timer = setTimeout(() => cut.abort(), ms);
    },
    rest: () => clearTimeout(timer),
  };
}

async function textOf(found, watch) {
  watch.stir();
  if (!found.body?.getReader) return found.text();
  const reader = found.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    watch.stir();
    text += decoder.decode(value, { stream: true });
  }
}
