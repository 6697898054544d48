// Keeps the portal's look and one offline page on the device. Nothing about a person is ever kept:
// pages always come from the network, and only files whose names carry a hash of their content are answered from here.
{% autoescape off %}
const CACHE = "look-{{ version }}";
const OFFLINE = "{% url 'offline' %}";
const FILES = [...new Set([...{{ files }}, "{% static 'vendor/fonts/golos-text-rouble.woff2' %}"])]; // no file twice: addAll would refuse
const STATIC = "{% get_static_prefix %}";
{% endautoescape %}
const HASHED = /\.[0-9a-f]{12}\.[a-z0-9]+$/;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE)
      .then((cache) => cache.addAll([new Request(OFFLINE, { credentials: "omit" }), ...FILES]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

async function kept(request) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(request);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok && HASHED.test(new URL(request.url).pathname)) await cache.put(request, response.clone());
  return response;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async () => (await caches.open(CACHE)).match(OFFLINE)));
  } else if (FILES.includes(url.pathname + url.search) || (url.pathname.startsWith(STATIC) && HASHED.test(url.pathname))) {
    event.respondWith(kept(request));
  }
});
