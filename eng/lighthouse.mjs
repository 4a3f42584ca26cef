// Starts the portal with its demo's people, signs in as one of them, and asks Lighthouse about each page. Run by lighthouse.sh.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import puppeteer from 'puppeteer-core';

const EMAIL = 'tomas.lindqvist@northgate.example';
const PASSWORD = 'soup for everyone';
const OPEN = ['/sign-in', '/register'];
const MEMBERS = ['/', '/profile', '/dues', '/documents', '/support'];

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); });
});

async function start(folder) {
  const port = await freePort();
  const portal = spawn('dotnet', ['bin/Release/net10.0/MemberPortal.dll', `--urls=http://127.0.0.1:${port}`, `--Portal:DataPath=${folder}`, '--Simulator:Url=http://localhost:0', '--Simulator:GrpcPort=0'],
    { cwd: 'samples/MemberPortal', env: { ...process.env, ASPNETCORE_ENVIRONMENT: 'Development' }, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    portal.stdout.on('data', (text) => String(text).includes('Application started') && resolve());
    portal.on('exit', (code) => reject(new Error(`The portal ended with ${code}.`)));
  });
  return { portal, address: `http://127.0.0.1:${port}` };
}

async function signIn(address) {
  const page = await fetch(`${address}/sign-in`);
  const antiforgery = page.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  const html = await page.text();
  const form = html.slice(html.indexOf('<main'));
  const fields = Object.fromEntries([...form.slice(0, form.indexOf('</form>')).matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  const answer = await fetch(`${address}/sign-in`, {
    method: 'POST', redirect: 'manual', headers: { cookie: antiforgery.join('; ') }, body: new URLSearchParams({ ...fields, 'Input.Email': EMAIL, 'Input.Password': PASSWORD }),
  });
  const session = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).filter((cookie) => cookie.startsWith('longtable='));
  if (!session.length) throw new Error(`Signing in failed: ${answer.status}`);
  return session[0];
}

const folder = mkdtempSync(join(tmpdir(), 'lighthouse-'));
const { portal, address } = await start(folder);
const chrome = await launch({ chromePath: '/usr/bin/chromium', chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'] });
try {
  const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${chrome.port}` });
  const [name, value] = (await signIn(address)).split(/=(.*)/s);
  const asked = process.argv.slice(2);
  const pages = asked.length ? asked.map((path) => [path, true]) : [...OPEN.map((path) => [path, false]), ...MEMBERS.map((path) => [path, true])];
  for (const [path, signedIn] of pages) {
    if (signedIn) await browser.setCookie({ name, value, domain: '127.0.0.1', path: '/', httpOnly: true, secure: false });
    // A site that has run for a minute has answered each page before; the very first answer after a start is not what visitors meet.
    await fetch(address + path, { headers: signedIn ? { cookie: `${name}=${value}` } : {}, redirect: 'manual' });
    // The session's cookie stays, the files of the pages before do not: each is measured as somebody's first.
    const tab = await browser.newPage();
    await (await tab.createCDPSession()).send('Network.clearBrowserCache');
    await tab.close();
    const { lhr } = await lighthouse(address + path, {
      port: chrome.port, output: 'json', logLevel: 'error', disableStorageReset: true, onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
    });
    if (new URL(lhr.finalDisplayedUrl).pathname !== path) throw new Error(`${path} led to ${lhr.finalDisplayedUrl}.`);
    console.log(path.padEnd(12), Object.values(lhr.categories).map(({ id, score }) => `${id} ${Math.round(score * 100)}`).join(', '));
    for (const { id, score, displayValue, scoreDisplayMode } of Object.values(lhr.audits))
      if (score !== null && score < 0.9 && scoreDisplayMode !== 'informative') console.log('            ', id, score, displayValue ?? '');
  }
} finally {
  chrome.kill();
  portal.removeAllListeners('exit');
  portal.kill();
  rmSync(folder, { recursive: true, force: true });
}
