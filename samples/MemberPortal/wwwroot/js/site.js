// What the pages do beyond HTML. Everything works without it.
import './sync-state.js';
import './live-forms.js';
import './live-record.js';
import './passkeys.js';
import './pages.js';
