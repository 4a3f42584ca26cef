// Forms with data-live say what is wrong while one types, in the words the server would use. The server checks all of it again.
const live = (target) => target instanceof HTMLElement && target.form?.hasAttribute('data-live') && target.willValidate;

const words = (field) => {
  const validity = field.validity;
  if (validity.valueMissing || (field.required && !field.value.trim())) return field.dataset.missing ?? 'Fill this in.';
  if (validity.tooLong) return `At most ${field.maxLength} characters.`;
  if (validity.tooShort) return `At least ${field.minLength} characters.`;
  return validity.valid ? '' : field.dataset.malformed ?? field.validationMessage;
};

function tell(field, fault) {
  const line = document.getElementById(`${field.id}-fault`);
  if (!line) return;
  if (line.textContent !== fault) line.textContent = fault;
  line.hidden = !fault;
  field.closest('.field')?.classList.toggle('field--faulty', Boolean(fault));
  if (fault) field.setAttribute('aria-invalid', 'true');
  else field.removeAttribute('aria-invalid');
}

// While a first word is typed nobody is wrong yet: a fault is told when a field is emptied or left, and taken back with the key that mends it.
document.addEventListener('input', ({ target }) => {
  if (!live(target)) return;
  const fault = words(target);
  if (!fault || !target.value.trim() || target.hasAttribute('aria-invalid')) tell(target, fault);
});
document.addEventListener('focusout', ({ target }) => {
  if (live(target) && target.value) tell(target, words(target));
});
document.addEventListener('invalid', (event) => {
  const { target } = event;
  if (!live(target)) return;
  event.preventDefault();
  tell(target, words(target));
  if (target.form.querySelector(':invalid:not(fieldset)') === target) target.focus();
}, true);
// Twice pressed is once sent.
document.addEventListener('submit', (event) => {
  const { target, submitter } = event;
  if (!target.hasAttribute('data-live') || !submitter) return;
  if (submitter.getAttribute('aria-busy') === 'true') return event.preventDefault();
  submitter.setAttribute('aria-busy', 'true');
  setTimeout(() => submitter.removeAttribute('aria-busy'), 3000);
}, true);
