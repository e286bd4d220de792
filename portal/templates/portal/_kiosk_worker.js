{% autoescape off %}/** Keeps a screen going while its line is down: the shell, and each page and its data as they came last. */
const CACHE = "kiosk-VERSION_OF_THE_SHELL";
const SHELL = {{ shell }};
const PATIENCE_MS = 8000;
const SPRITE = "{% url 'kind-sprite' %}";

addEventListener("install", (event) => {
  event.waitUntil((async () => {
    await (await caches.open(CACHE)).addAll([...SHELL, SPRITE]);
    await skipWaiting();
  })());
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("kiosk-") && name !== CACHE);
    await Promise.all(old.map((name) => carryOver(name)));
    await clients.claim();
  })());
});

/** A new version begins with the pages and data of the old one: the line may be down just now. */
async function carryOver(name) {
  const [from, to] = await Promise.all([caches.open(name), caches.open(CACHE)]);
  for (const request of await from.keys()) {
    if (isLive(new URL(request.url)) && !(await to.match(request))) await to.put(request, await from.match(request));
  }
  await caches.delete(name);
}

function isLive({ pathname }) {
  return /^\/kiosk\/[0-9a-z]+\/(data\.json|manifest\.webmanifest)?$/.test(pathname) || pathname === SPRITE;
}

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (SHELL.includes(url.pathname)) event.respondWith(kept(url.pathname, event.request));
  else if (isLive(url)) event.respondWith(freshOrKept(event, url.pathname));
});

/** Files of the shell have their content in their name. */
async function kept(key, request) {
  return (await (await caches.open(CACHE)).match(key)) ?? fetch(request);
}

async function freshOrKept(event, key) {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(event.request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (fresh.status === 200 && !fresh.redirected) event.waitUntil(cache.put(key, await stamped(fresh.clone())));
    if (fresh.status < 500) return fresh;
    return (await cache.match(key)) ?? fresh;
  } catch (error) {
    const last = await cache.match(key);
    if (!last) throw error;
    return last;
  }
}

/** A kept reply tells when it came. */
async function stamped(reply) {
  const headers = new Headers(reply.headers);
  headers.set("X-Kept-At", new Date().toISOString());
  headers.delete("Content-Encoding");
  return new Response(await reply.blob(), { status: 200, headers });
}
{% endautoescape %}
