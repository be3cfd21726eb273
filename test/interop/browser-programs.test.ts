/** Programs written for browsers, unchanged, over `purertc/global`: Node to Node, and Chromium to Node. */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import '../../src/global/index.ts';
import { type OpenBrowser, openBrowser } from './harness/browser.ts';
import { runChild } from './harness/child.ts';
import { present } from './harness/programs.ts';
import { peerJs, peerServer, type SimplePeer, scriptOf, simplePeer } from './harness/third-party.ts';

const PROGRAMS = {
  'webrtc-adapter finds nothing to patch': ['webrtc-adapter.js', /\d+ members untouched/],
  'simple-peer, Node to Node': ['simple-peer.js', /messages and a stream/],
  'PeerJS, Node to Node': ['peerjs.js', /data and a call/],
  'the programs of an old article': ['legacy-samples.js', /called and answered/],
} as const;

for (const [name, [program, said]] of Object.entries(PROGRAMS)) {
  test(`${name}, and the process ends by itself`, { timeout: 60_000 }, async () => {
    const { code, signal, output } = await runChild(program);
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, output);
    assert.match(output, said);
  });
}

let opening: Promise<OpenBrowser> | undefined;

function chromium(): Promise<OpenBrowser> {
  opening ??= openBrowser('chromium');
  return opening;
}

after(async () => {
  const browser = await opening?.catch(() => undefined);
  await browser?.close();
});

for (const initiator of [true, false]) {
  const title = `simple-peer, Chromium ${initiator ? 'answers' : 'calls'}`;
  test(title, { timeout: 60_000 }, async t => {
    if (!present(t, 'chromium')) return;
    const page = await (await chromium()).browser.newPage();
    await page.goto((await chromium()).page.url());
    await page.addScriptTag({ path: scriptOf('simple-peer/simplepeer.min.js') });
    const here: { peer?: SimplePeer } = {};
    await page.exposeFunction('signalled', (data: string) => here.peer?.signal(JSON.parse(data)));
    const listen = `
      const peer = globalThis.peer = new SimplePeer({ initiator: ${!initiator} });
      peer.on('signal', data => signalled(JSON.stringify(data)));
      peer.on('data', data => peer.send('Chromium heard ' + new TextDecoder().decode(data)));`;
    // Whoever calls signals at once: the other one has to be there.
    if (initiator) await page.evaluate(`{ ${listen} }`);
    const peer = new (simplePeer())({ initiator });
    here.peer = peer;
    peer.on('signal', data => void page.evaluate(`peer.signal(${JSON.stringify(data)})`).catch(() => {}));
    if (!initiator) await page.evaluate(`{ ${listen} }`);
    const heard = new Promise<string>(resolve => peer.on('data', data => resolve(new TextDecoder().decode(data))));
    await new Promise<void>((resolve, reject) => {
      peer.on('connect', resolve);
      peer.on('error', reject);
    });
    peer.send('Node');
    assert.equal(await heard, 'Chromium heard Node');
    peer.destroy();
    await page.close();
  });
}

test('PeerJS, Chromium calls', { timeout: 60_000 }, async t => {
  if (!present(t, 'chromium')) return;
  const signalling = await peerServer();
  const node = new (peerJs())('node', signalling.options);
  await new Promise(resolve => node.on('open', resolve));
  node.on('connection', connection => connection.on('data', data => connection.send({ heard: data })));
  const page = await (await chromium()).browser.newPage();
  await page.goto((await chromium()).page.url());
  await page.addScriptTag({ path: scriptOf('peerjs/dist/peerjs.min.js') });
  const answer = await page.evaluate(`new Promise((resolve, reject) => {
    const peer = new Peer('browser', ${JSON.stringify(signalling.options)});
    peer.on('error', error => reject(String(error)));
    peer.on('open', () => {
      const connection = peer.connect('node', { reliable: true });
      connection.on('open', () => connection.send({ from: 'Chromium', list: [1, 2, 3] }));
      connection.on('data', resolve);
    });
  })`);
  assert.deepEqual(answer, { heard: { from: 'Chromium', list: [1, 2, 3] } });
  node.destroy();
  await page.close();
  signalling.close();
});
