{% autoescape off %}/** Lets the scanner start without a line: its page as it came last, and every file that it needs. */
const CACHE = "scan-VERSION_OF_THE_SHELL";
const SHELL = {{ shell }};
const PAGE = "{% url 'scan' %}";
const PATIENCE_MS = 3000;

addEventListener("install", (event) => {
  event.waitUntil((async () => {
    await (await caches.open(CACHE)).addAll([...SHELL, PAGE]);
    await skipWaiting();
  })());
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("scan-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await clients.claim();
  })());
});

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (SHELL.includes(url.pathname)) event.respondWith(kept(url.pathname, event.request));
  else if (url.pathname === PAGE) event.respondWith(freshOrKept(event));
});

/** Files of the shell have their content in their name. */
async function kept(key, request) {
  return (await (await caches.open(CACHE)).match(key)) ?? fetch(request);
}

/** A fresh page names fresh files: it is taken only once the worker of its version has them all. */
async function freshOrKept(event) {
  const last = await (await caches.open(CACHE)).match(PAGE);
  try {
    const fresh = await fetch(event.request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return fresh.ok || !last ? fresh : last;
  } catch (error) {
    if (!last) throw error;
    return last;
  }
}
{% endautoescape %}
