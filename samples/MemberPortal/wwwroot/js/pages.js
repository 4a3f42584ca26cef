// What every page has: word of a page that came without a full load, word of a lost connection, and the page that is there without one.
function bridge() {
  globalThis.Blazor?.addEventListener('enhancedload', () => document.dispatchEvent(new Event('page-changed')));
}

if (globalThis.Blazor) bridge();
else addEventListener('load', bridge);

function tell() {
  const line = document.getElementById('offline-line');
  if (line) line.hidden = navigator.onLine;
}

for (const event of ['online', 'offline']) addEventListener(event, tell);
document.addEventListener('page-changed', tell);
tell();

if ('serviceWorker' in navigator) navigator.serviceWorker.register('/sw.js').catch(() => {});
