/** The one way to talk to the server. Every failure is a Problem with a sentence for the user. */
import { word } from "lib/words";

const PATIENCE_MS = 20000;

/** A problem as the server told it (RFC 9457), or what stood between it and us. */
export class Problem extends Error {
  constructor(code, sentence, status = 0) {
    super(sentence);
    this.name = "Problem";
    this.code = code;
    this.status = status;
  }

  /** The sentence with its code, which support can look up. */
  get sentence() {
    return this.status ? `${this.message}（${this.code}）` : this.message;
  }
}

/** Whether a failure only means that a newer request took this one's place. */
export function wasAborted(error) {
  return error?.name === "AbortError";
}

async function request(url, { signal, accept, headers, method, body } = {}) {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const signals = signal ? AbortSignal.any?.([signal, patience]) ?? signal : patience;
  let response;
  try {
    response = await fetch(url, { method, body, signal: signals, headers: { Accept: accept, ...headers }, credentials: "same-origin" });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw error.name === "TimeoutError" ? new Problem("slow", word("slow")) : new Problem("offline", word("offline"));
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function problemOf(response) {
  try {
    const body = await response.json();
    return new Problem(body.code ?? "unknown", body.detail || body.title, response.status);
  } catch {
    return new Problem(`http_${response.status}`, word("strange"), response.status);
  }
}

/** The JSON of an answer; a page instead (a sign-in to which we were led) is a Problem. */
async function jsonOf(response) {
  try {
    return await response.json();
  } catch {
    throw new Problem("not_json", word("strange"), response.status);
  }
}

export async function getJson(url, options = {}) {
  return jsonOf(await request(url, { accept: "application/json", ...options }));
}

export async function getHtml(url, options = {}) {
  return (await request(url, { accept: "text/html", ...options })).text();
}

/** The bytes of a tile; null where the server has nothing there (204). */
export async function getBytes(url, options = {}) {
  const response = await request(url, { accept: "*/*", ...options });
  return response.status === 204 ? null : response.arrayBuffer();
}

/** Sends fields (an object or FormData) as a form does, with the page's token; resolves to the answer's JSON. */
export async function postForm(url, fields, options = {}) {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  return jsonOf(await request(url, { method: "POST", body, accept: "application/json", headers: { "X-CSRFToken": token }, ...options }));
}
