// <sync-state data-src="/profile/sync">: asks the server again where the record stands, often while something is under way, seldom otherwise.
const BUSY = new Set(['saved', 'syncing', 'waiting', 'retrying']);
const SOON = 600;
const LATER = 5000;

class SyncState extends HTMLElement {
  connectedCallback() {
    this.wake = () => this.plan(0);
    for (const event of ['online', 'focus']) addEventListener(event, this.wake);
    document.addEventListener('visibilitychange', this.wake);
    this.plan(SOON);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    for (const event of ['online', 'focus']) removeEventListener(event, this.wake);
    document.removeEventListener('visibilitychange', this.wake);
  }

  plan(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), delay);
  }

  async ask() {
    if (document.hidden || !this.isConnected) return;
    try {
      const answer = await fetch(this.dataset.src, { headers: { accept: 'text/html' }, cache: 'no-store' });
      if (answer.redirected) return location.reload(); // Signed out in the meantime.
      if (!answer.ok) throw new Error(String(answer.status));
      this.show(await answer.text());
    } catch {
      this.tellOffline();
    }
    const state = this.querySelector('[data-state]')?.dataset.state;
    this.plan(BUSY.has(state) ? SOON : LATER);
  }

  // Only a change is written, so that a screen reader speaks only when there is news.
  show(html) {
    const news = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-state]');
    const shown = this.querySelector('[data-state]');
    this.querySelector('.sync__offline')?.remove();
    if (news && (!shown || news.outerHTML !== shown.outerHTML)) this.replaceChildren(news);
    if (!news?.dataset.stamp || news.dataset.stamp === this.dataset.stamp) return;
    this.dataset.stamp = news.dataset.stamp;
    document.dispatchEvent(new Event('record-changed'));
  }

  tellOffline() {
    if (this.querySelector('.sync__offline')) return;
    const line = document.createElement('p');
    line.className = 'sync__offline';
    line.textContent = 'No connection just now. This is what was known last; it goes on by itself.';
    this.append(line);
  }
}

customElements.define('sync-state', SyncState);
