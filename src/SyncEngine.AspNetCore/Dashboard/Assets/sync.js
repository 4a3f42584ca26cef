// Keeps the parts marked data-live fresh by reading the page again. Everything works without it.
const every = 5000;
const live = () => [...document.querySelectorAll('[data-live][id]')];

// A part in use is left alone: nobody loses their place, their selection or an open list.
const inUse = (part) => part.contains(document.activeElement)
  || (!getSelection().isCollapsed && part.contains(getSelection().anchorNode));

const plain = (part) => {
  const copy = part.cloneNode(true);
  copy.querySelectorAll('input[type=hidden]').forEach((field) => field.removeAttribute('value'));
  return copy.innerHTML;
};

async function refresh() {
  if (document.hidden || live().length === 0) return;
  try {
    const address = new URL(location.href);
    address.searchParams.delete('said');
    address.searchParams.delete('count');
    address.searchParams.delete('compare');
    const answer = await fetch(address, { credentials: 'same-origin', redirect: 'error', headers: { 'X-Requested-With': 'sync' } });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of live()) {
      const fresh = page.getElementById(part.id);
      if (fresh && !inUse(part) && plain(fresh) !== plain(part)) part.replaceChildren(...document.importNode(fresh, true).childNodes);
    }
    document.body.removeAttribute('data-stale');
  } catch {
    document.body.setAttribute('data-stale', '');
  }
}

setInterval(refresh, every);
document.addEventListener('visibilitychange', refresh);

// A second click on a button that is already sending does nothing.
document.addEventListener('submit', (event) => {
  if (event.target.method !== 'post') return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = '1';
});
addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach((form) => delete form.dataset.sent));
