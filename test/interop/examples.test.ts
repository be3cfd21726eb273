/** Every program of `examples/`, run as a reader would run it: against the package as it is built. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch } from 'puppeteer-core';
import '../../src/global/index.ts';
import { closeBrowser, launchOptions } from './harness/browser.ts';
import { within } from './harness/peer.ts';
import { present } from './harness/programs.ts';
import { peerJs, peerServer } from './harness/third-party.ts';

const folder = new URL('../../../examples/', import.meta.url);
const running = new Set<ChildProcess>();

after(() => {
  for (const child of running) child.kill();
});

interface Started {
  /** What it has printed so far. */
  output(): string;
  /** Resolves with the first match. */
  says(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
  kill(): void;
}

function start(program: string, ...args: readonly string[]): Started {
  const child = spawn(process.execPath, [fileURLToPath(new URL(program, folder)), ...args]);
  running.add(child);
  let output = '';
  const waiting = new Set<() => void>();
  const heard = (data: Buffer): void => {
    output += data.toString();
    for (const look of waiting) look();
  };
  child.stdout.on('data', heard);
  child.stderr.on('data', heard);
  const ended = new Promise<number | null>(resolve => {
    child.once('close', code => {
      running.delete(child);
      resolve(code);
    });
  });
  const says = (pattern: RegExp): Promise<RegExpMatchArray> => {
    const found = new Promise<RegExpMatchArray>(resolve => {
      const look = (): void => {
        const match = output.match(pattern);
        if (match === null) return;
        waiting.delete(look);
        resolve(match);
      };
      waiting.add(look);
      look();
    });
    return within(found, 20_000, `"${pattern.source}" of ${program}`);
  };
  return { output: () => output, says, ended, kill: () => void child.kill() };
}

const PROGRAMS: readonly (readonly [program: string, args: readonly string[], lines: readonly string[]])[] = [
  [
    'data-channel.js',
    [],
    ['local: open', 'remote: got "Hello, remote"', 'local: got "Hello, local"', 'local: closed', 'remote: closed'],
  ],
  ['perfect-negotiation.js', ['1000'], ['1000 rounds, 2000 collisions, connected']],
  ['session-lifetime.js', [], ['arrived: hello', 'restarted', "the other side's channel: closed"]],
  ['dtmf.js', ['5#'], ['pressed 5', 'heard 5', 'pressed #', 'heard #', 'all pressed']],
  ['codecs.js', ['audio/PCMA'], ['negotiated: audio/PCMA']],
];

for (const [program, args, lines] of PROGRAMS) {
  test(`${program} does what it says, and ends`, { timeout: 90_000 }, async () => {
    const { ended, output } = start(program, ...args);
    assert.equal(await within(ended, 80_000, program), 0, output());
    const said = output().split('\n');
    for (const line of lines) assert.ok(said.includes(line), `"${line}" is not in:\n${output()}`);
  });
}

test('video-call: a page calls, and sees itself come back', { timeout: 60_000 }, async t => {
  if (!present(t, 'chromium')) return;
  const server = start('video-call/server.js', '0');
  const [, url = ''] = await server.says(/Open (\S+)/);
  const browser = await launch(launchOptions('chromium'));
  try {
    const page = await browser.newPage();
    await page.goto(url);
    await page.click('#call');
    await server.says(/connected/);
    const shown = await page.evaluate(`new Promise(resolve => {
      const video = document.getElementById('remote');
      let frames = 0;
      const count = () => (++frames < 30 ? video.requestVideoFrameCallback(count) : resolve([frames, video.videoWidth]));
      video.requestVideoFrameCallback(count);
    })`);
    assert.ok(Array.isArray(shown) && shown[0] === 30 && Number(shown[1]) > 100, String(shown));
    await page.click('#hangUp');
  } finally {
    await closeBrowser(browser);
    server.kill();
    await server.ended;
  }
});

test('peerjs: the phone answers data and a call', { timeout: 60_000 }, async () => {
  const signalling = await peerServer();
  const { host, port } = signalling.options as { host: string; port: number };
  const phone = start('peerjs/phone.js', 'phone', host, String(port));
  await phone.says(/reachable as phone/);
  const caller = new (peerJs())('caller', signalling.options);
  await new Promise(resolve => caller.on('open', resolve));
  const connection = caller.connect('phone', { reliable: true });
  await new Promise<void>(resolve => connection.on('open', resolve));
  const answer = new Promise(resolve => connection.on('data', resolve));
  connection.send('hello');
  assert.equal(await answer, 'You said: hello');
  const { mediaDevices } = await import('../../src/index.ts');
  const stream = await mediaDevices.getUserMedia({ audio: true });
  const call = caller.call('phone', stream);
  const heard = await new Promise(resolve => call.on('stream', got => resolve(got.getAudioTracks().length)));
  assert.equal(heard, 1);
  await phone.says(/hearing 1 track/);
  call.close();
  connection.close();
  caller.destroy();
  for (const track of stream.getTracks()) track.stop();
  phone.kill();
  await phone.ended;
  signalling.close();
});
