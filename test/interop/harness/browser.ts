/** A real browser with a page that holds a test peer: Chromium over CDP, Firefox over WebDriver BiDi. */

import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser, LaunchOptions, Page } from 'puppeteer-core';
import { launch as launchBrowser } from 'puppeteer-core';
import type { Peer } from './peer.ts';
import { peerOver, within } from './peer.ts';
import { locate } from './programs.ts';

export type BrowserName = 'chromium' | 'firefox';

export const BROWSERS: readonly BrowserName[] = ['chromium', 'firefox'];

export interface BrowserOptions {
  /** Whether host candidates carry `.local` names instead of addresses. */
  readonly mdns?: boolean;
  /** A program put before the browser's own, such as `ip netns exec name`. */
  readonly executablePath?: string;
  /** Its network is not ours: commands and pages reach it over pipes. Chromium only. */
  readonly elsewhere?: boolean;
  /** Further arguments of the command line. Chromium only. */
  readonly flags?: readonly string[];
}

export interface OpenBrowser {
  readonly name: BrowserName;
  readonly browser: Browser;
  readonly page: Page;
  /** A fresh test peer in the page. */
  peer(): Promise<Peer>;
  close(): Promise<void>;
}

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
];

/** A page that may use camera and microphone is told, and tells, addresses instead of names. */
const FAKE_DEVICES = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

const FIREFOX_PREFERENCES = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.enabled': false,
  'media.peerconnection.ice.loopback': true,
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  // A clock for Web Audio on machines without a sound device.
  'media.cubeb.force_mock_context': true,
};

export function launchOptions(name: BrowserName, options: BrowserOptions = {}): LaunchOptions {
  const mdns = options.mdns ?? false;
  const executablePath = options.executablePath ?? locate(name);
  if (executablePath === undefined) throw new Error(`${name} is not installed`);
  if (name === 'chromium') {
    const shown = mdns ? [] : [...FAKE_DEVICES, '--disable-features=WebRtcHideLocalIpsWithMdns'];
    const pipe = options.elsewhere ?? false;
    return {
      browser: 'chrome',
      executablePath,
      headless: true,
      pipe,
      args: [...CHROMIUM_FLAGS, ...shown, ...(options.flags ?? [])],
    };
  }
  return {
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: { ...FIREFOX_PREFERENCES, 'media.peerconnection.ice.obfuscate_host_addresses': mdns },
  };
}

export async function openBrowser(name: BrowserName, options: BrowserOptions = {}): Promise<OpenBrowser> {
  const server = await servePage();
  const { port } = server.address() as AddressInfo;
  const browser = await within(launchBrowser(launchOptions(name, options)), 60_000, `launching ${name}`);
  const page = await browser.newPage();
  if (options.elsewhere === true) await interceptPage(page);
  await page.goto(`http://localhost:${port}/`);

  return {
    name,
    browser,
    page,
    async peer() {
      await page.evaluate('newPeer()');
      return peerOver(name, (method, args) =>
        page.evaluate(`callPeer(${JSON.stringify(method)}, ${argumentList(args)})`),
      );
    },
    async close() {
      await closeBrowser(browser);
      server.closeAllConnections();
      server.close();
    },
  };
}

/** JSON, but `undefined` arguments stay what they are. */
function argumentList(args: readonly unknown[]): string {
  return `[${args.map(argument => JSON.stringify(argument) ?? 'undefined').join(', ')}]`;
}

/** Asks, then insists: a browser that will not close must not keep the tests from ending. */
export async function closeBrowser(browser: Browser): Promise<void> {
  const child = browser.process();
  await within(browser.close(), 10_000, 'closing the browser').catch(() => child?.kill('SIGKILL'));
}

const PAGE = `<!doctype html><meta charset="utf-8"><title>test peer</title><script type="module">
import { MediaPeer } from '/media-peer.js';
let peer;
globalThis.newPeer = () => { peer?.close(); peer = new MediaPeer(); };
globalThis.callPeer = (method, args) => peer[method](...args);
</script>`;

interface PageFile {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Buffer;
}

/** What the page is made of: itself, and the modules of this folder. */
async function pageFile(path: string): Promise<PageFile> {
  // What is compiled lies beside this file, what is served as it was written in the sources.
  const compiled = new URL('../page/', import.meta.url);
  const written = new URL('../../../../test/interop/media-page/', import.meta.url);
  const missing: PageFile = { status: 404, contentType: 'text/plain', body: '' };
  if (path === '/') return { status: 200, contentType: 'text/html', body: PAGE };
  if (!/^\/[a-z0-9-]+\.[jt]s$/.test(path)) return missing;
  const name = `.${path.replace(/\.ts$/, '.js')}`;
  const read = (folder: URL): Promise<Buffer> => readFile(fileURLToPath(new URL(name, folder)));
  return read(compiled)
    .catch(() => read(written))
    .then(
      body => ({ status: 200, contentType: 'text/javascript', body }),
      () => missing,
    );
}

/** A page on localhost is a secure context, and its modules are this folder's own. */
async function servePage(): Promise<Server> {
  const server = createServer((request, response) => {
    void pageFile(request.url ?? '/').then(({ status, contentType, body }) =>
      response.writeHead(status, { 'content-type': contentType }).end(body),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** The same for a browser that cannot reach the server. */
async function interceptPage(page: Page): Promise<void> {
  await page.setRequestInterception(true);
  page.on('request', request => {
    void pageFile(new URL(request.url()).pathname).then(file => request.respond(file));
  });
}
