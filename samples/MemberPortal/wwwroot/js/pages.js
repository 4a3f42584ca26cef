// What every page has: pages that come without a full load, word of a lost connection, and the page that is there without one.
function loadBlazor() {
  const script = document.createElement('script');
  script.src = document.body.dataset.blazor;
  script.onload = () => globalThis.Blazor.addEventListener('enhancedload', () => document.dispatchEvent(new Event('page-changed')));
  document.head.append(script);
}

// Once the page stands: it is whole without it, and what is read first waits for nothing else.
if (document.readyState === 'complete') loadBlazor();
else addEventListener('load', loadBlazor);

function tell() {
  const line = document.getElementById('offline-line');
  if (line) line.hidden = navigator.onLine;
}

for (const event of ['online', 'offline']) addEventListener(event, tell);
document.addEventListener('page-changed', tell);
tell();

if ('serviceWorker' in navigator) navigator.serviceWorker.register('/sw.js').catch(() => {});
