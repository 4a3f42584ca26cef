// Forms with data-passkey="create" or "get": the device is asked, and its answer is sent with the form. Where the browser knows no passkeys the form stays hidden.
const known = () => typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

function reveal() {
  if (known()) for (const form of document.querySelectorAll('form[data-passkey][hidden]')) form.hidden = false;
}

async function answer(form) {
  const asked = await fetch(form.dataset.options, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
  if (!asked.ok) throw new Error(String(asked.status));
  const options = await asked.json();
  return form.dataset.passkey === 'create'
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!form.dataset.passkey) return;
  event.preventDefault();
  const line = form.querySelector('[data-passkey-fault]');
  try {
    const credential = await answer(form);
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch {
    // Turned away by the person, or by the device: either way nothing has happened.
    if (line) line.hidden = false;
  }
});

reveal();
document.addEventListener('page-changed', reveal);
