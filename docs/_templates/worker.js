// Keeps the pages that a reader opens, and what they load, so that they can be read without a network.
// With a network, everything comes from there. A new build of this version begins anew.
const SCOPE = self.registration.scope;
const CACHE = `${SCOPE} {{ commit }}`;
const KEPT = ["document", "font", "image", "script", "style"];

const store = async (request, response) => (await caches.open(CACHE)).put(request, response);

const listed = async () => {
  const items = [];
  const cache = await caches.open(CACHE);
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (!/(\/|\.html)$/.test(pathname)) continue;
    const [, title] = /<title>([^<]*?)( - [^<]*)?<\/title>/.exec(await (await cache.match(request)).text()) ?? [];
    if (title) items.push(`<li><a href="${pathname}">${title}</a></li>`);
  }
  return items.join("");
};

// What readers see where they have been neither before nor now
const missing = async () => new Response(`<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>No network</title><style>body { font: 1.1rem/1.6 sans-serif; max-width: 36rem; margin: 12vh auto; padding: 0 1.25rem; }</style>
<h1>There’s no network</h1><p>You haven’t opened this page on this device before, so it can’t be shown now. These can:</p>
<ul>${await listed()}</ul>`, { status: 503, headers: { "Content-Type": "text/html" } });

const answer = async (event) => {
  const { request } = event;
  const isPage = request.mode === "navigate";
  try {
    const response = await fetch(request, isPage ? { cache: "no-cache" } : {}); // asks whether the browser's copy is the newest
    const isKept = KEPT.includes(request.destination) && response.status === 200;
    if (isKept) event.waitUntil(store(request, response.clone()).catch(() => {})); // no room
    return response;
  } catch {
    const kept = await caches.match(request, { cacheName: CACHE, ignoreSearch: isPage });
    if (kept || !isPage) return kept ?? Response.error();
    return missing();
  }
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(`${SCOPE} `) && name !== CACHE) await caches.delete(name);
  await clients.claim();
})()));
self.addEventListener("message", (event) => event.waitUntil((async () => {
  const cache = await caches.open(CACHE);
  await Promise.allSettled(event.data.map((url) => cache.add(url))); // one that is missing keeps none of the others out
})()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(SCOPE)) event.respondWith(answer(event));
});
