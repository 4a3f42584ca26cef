// Keeps one page, "no connection", with its style, for the moment that the network is gone. Nothing about anybody is kept.
const SHELF = 'offline-1';
const PAGE = '/offline';

async function fill() {
  const shelf = await caches.open(SHELF);
  const page = await fetch(PAGE, { credentials: 'omit', cache: 'reload' });
  if (!page.ok) return;
  const html = await page.clone().text();
  const parts = [...html.matchAll(/(?:href|src)="([^"]+\.(?:css|svg|woff2))"/g)].map(([, path]) => new URL(path, self.location.origin).href);
  await shelf.put(PAGE, page);
  await shelf.addAll([...new Set(parts)]);
}

self.addEventListener('install', (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.filter((name) => name !== SHELF).map((name) => caches.delete(name)))).then(() => self.clients.claim())));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  else if (/\.(css|svg|woff2)$/.test(new URL(request.url).pathname)) event.respondWith(fetch(request).catch(() => caches.match(request)));
});
