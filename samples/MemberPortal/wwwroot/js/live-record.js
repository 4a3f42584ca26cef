// A change made at the office shows on the open page. What the member is typing stays; what they have not touched follows.
const touched = (field) => field.type === 'checkbox' || field.type === 'radio' ? field.checked !== field.defaultChecked
  : field instanceof HTMLSelectElement ? [...field.options].some((option) => option.selected !== option.defaultSelected)
  : field.value !== field.defaultValue;

function follow(form, fresh) {
  const fields = [...form.elements].filter((field) => field.name && field.type !== 'hidden' && field.type !== 'submit');
  if (fields.some(touched)) return false;
  const next = fresh.getElementById(form.id);
  if (next) form.replaceChildren(...next.childNodes);
  return true;
}

function tell(kept) {
  const line = document.getElementById('record-news');
  if (!line) return;
  line.hidden = false;
  line.querySelector('[data-news="taken"]').hidden = kept;
  line.querySelector('[data-news="kept"]').hidden = !kept;
}

document.addEventListener('record-changed', async () => {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-fresh]')) {
    const next = fresh.getElementById(part.id);
    if (next) part.replaceChildren(...next.childNodes);
  }
  const form = document.querySelector('form[data-fresh-form]');
  tell(form ? !follow(form, fresh) : false);
});
