// What every page has: pages that come without a full load, word of a lost connection, and the page that is there without one.
function loadBlazor() {
  const script = document.createElement('script');
  script.src = document.body.dataset.blazor;
  script.onload = () => globalThis.Blazor.addEventListener('enhancedload', () => document.dispatchEvent(new Event('page-changed')));
  document.head.append(script);
}

// On a visit's first page once it has been looked at for a moment: on a slow phone, taking the script in would hold up a first touch. A link touched
// before is an ordinary one, and the page it leads to has the script as soon as it stands.
function isFirst() {
  try {
    const was = sessionStorage.getItem('arrived');
    sessionStorage.setItem('arrived', 'yes');
    return !was;
  } catch {
    // A browser that lets us keep nothing: each page is a first one then.
    return true;
  }
}

const calm = isFirst() ? 2500 : 0;
const loadWhenCalm = () => setTimeout(loadBlazor, calm);
if (document.readyState === 'complete') loadWhenCalm();
else addEventListener('load', loadWhenCalm);

function tell() {
  const line = document.getElementById('offline-line');
  if (line) line.hidden = navigator.onLine;
}

for (const event of ['online', 'offline']) addEventListener(event, tell);
document.addEventListener('page-changed', tell);
tell();

if ('serviceWorker' in navigator) navigator.serviceWorker.register('/sw.js').catch(() => {});
