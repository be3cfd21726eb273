/** The demo as a person would use it: the page and a call in each browser, the loopback run in the terminal, Ctrl-C. */

import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { launch } from 'puppeteer-core';
import { BROWSERS, type BrowserName, closeBrowser, launchOptions } from './harness/browser.ts';
import { within } from './harness/peer.ts';
import { present } from './harness/programs.ts';

const MAIN = fileURLToPath(new URL('../../demo/main.js', import.meta.url));

/** As the page offers it. */
const FILE_SIZE = 10_000_000;

/** Some seconds of any camera. */
const FRAMES = 30;

/** The figures of the call. */
const CALL = `(text => ({
  frames: Number(text('frames').replaceAll(',', '')),
  down: Number(text('down')),
  round: Number(text('rtt')),
  lost: text('loss'),
}))(name => document.getElementById('call-' + name).textContent)`;

/** How many colours a picture has, of 512: a few where it is plain. */
const COLOURS = `id => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 36 });
  const context = canvas.getContext('2d');
  const video = document.getElementById(id);
  if (video.videoWidth === 0) return NaN;
  context.drawImage(video, 0, 0, 64, 36);
  const { data } = context.getImageData(0, 0, 64, 36);
  const colours = new Set();
  for (let i = 0; i < data.length; i += 4) colours.add(((data[i] >> 5) << 6) | ((data[i + 1] >> 5) << 3) | (data[i + 2] >> 5));
  return colours.size;
}`;
const PLAIN = 24;
const COLOURFUL = 48;

interface Transfer {
  readonly result: string;
  readonly text: string;
}

for (const name of BROWSERS) {
  describe(`the demo page in ${name}`, { timeout: 180_000 }, () => {
    test('connects, chats, carries a file both ways with equal hashes; Ctrl-C ends it', async t => {
      await visit(t, name, async page => {
        await until(page, `/: *\\d+$/.test(document.getElementById('local-address').textContent)`);
        await chat(page, name);
        await transfer(page, 'send-test', 1);
        await transfer(page, 'get-back', 2);
        await transfer(page, 'get-test', 3);
        await until(page, `/\\d/.test(document.getElementById('rtt-best').textContent)`);
      });
    });

    test('calls: its own picture comes back, then a film, by one codec and another, with Ctrl-C in mid-call', async t => {
      await visit(t, name, async page => {
        await press(page, 'call-toggle');
        await told(page, 'straight back what you send: picture (VP8), sound (Opus)');
        await decodes(page);
        await until(page, `(${CALL}).round < 1000 && (${CALL}).down > 0 && (${CALL}).lost === '0.0 %'`);
        // What the fake cameras show is plain, and the film is not.
        await until(page, `(${COLOURS})('sent') < ${PLAIN} && (${COLOURS})('returned') < ${PLAIN}`);

        await choose(page, 'call-mode', 'film');
        await told(page, 'plays a film');
        await until(page, `(${COLOURS})('returned') > ${COLOURFUL}`);
        await decodes(page);

        await choose(page, 'call-codec', 'VP9');
        await told(page, 'The film is in VP8, this call in VP9');
        await until(page, `(${COLOURS})('returned') < ${PLAIN}`);
        await decodes(page);
        await press(page, 'call-wanted');
        await told(page, 'plays a film');
        await until(page, `(${COLOURS})('returned') > ${COLOURFUL}`);

        await press(page, 'restart');
        await until(page, `document.getElementById('steps').textContent.includes('ICE restart asked for')`);
        await decodes(page);

        await press(page, 'call-toggle');
        await told(page, 'hung up');
        assert.equal(await page.evaluate(`document.getElementById('returned').srcObject`), null);
        await choose(page, 'call-mode', 'echo');
        await press(page, 'call-toggle');
        await told(page, 'straight back');
        await decodes(page);
        await until(page, `(${COLOURS})('returned') < ${PLAIN}`);
      });
    });
  });
}

test('--loopback carries a file between two processes and back', { timeout: 60_000 }, async () => {
  const child = spawn(process.execPath, [MAIN, '--loopback', '--size', '8'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const output: string[] = [];
  child.stdout.on('data', (data: Buffer) => output.push(data.toString()));
  assert.deepEqual(await within(ended(child), 50_000, 'the loopback run'), { code: 0, signal: null });
  assert.match(output.join(''), /equal: every byte arrived/);
});

/** Opens the page and waits until it is connected. Afterwards Ctrl-C ends the demo, with the visitor still there. */
async function visit(t: TestContext, name: BrowserName, steps: (page: Page) => Promise<void>): Promise<void> {
  if (!present(t, name)) return;
  const demo = await startDemo();
  const browser = await launch(launchOptions(name));
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', error => errors.push(String(error)));
    await page.goto(demo.url);
    await until(page, `document.getElementById('badge').textContent === 'connected'`);
    await steps(page);
    assert.deepEqual(errors, []);
    assert.deepEqual(await demo.interrupt(), { code: 0, signal: null });
  } finally {
    await closeBrowser(browser);
    demo.child.kill('SIGKILL');
  }
}

async function press(page: Page, button: string): Promise<void> {
  await until(page, `!document.getElementById('${button}').disabled`);
  await page.evaluate(`document.getElementById('${button}').click()`);
}

async function choose(page: Page, name: string, value: string): Promise<void> {
  await page.evaluate(`document.querySelector('input[name="${name}"][value="${value}"]').click()`);
}

/** What Node says that it does. */
async function told(page: Page, words: string): Promise<void> {
  await until(page, `document.getElementById('call-note').textContent.includes('${words}')`);
}

/** The page counts more and more frames. */
async function decodes(page: Page): Promise<void> {
  const frames = (await page.evaluate(`(${CALL}).frames`)) as number;
  await until(page, `(${CALL}).frames > ${(frames || 0) + FRAMES}`);
}

async function chat(page: Page, name: string): Promise<void> {
  await until(page, `!document.getElementById('chat-send').disabled`);
  await page.evaluate(`document.getElementById('chat-text').value = 'Hello from ${name}'`);
  await page.evaluate(`document.getElementById('chat-send').click()`);
  await until(
    page,
    `document.getElementById('messages').textContent.includes('“Hello from ${name}” came as one message')`,
  );
}

/** Presses the button and waits until that many transfers are done, all with equal hashes. */
async function transfer(page: Page, button: string, count: number): Promise<void> {
  await page.evaluate(`document.getElementById('size').value = '${FILE_SIZE}'`);
  await page.evaluate(`document.getElementById('${button}').click()`);
  const done = `(rows => rows.length === ${count} && rows.every(row => row.dataset.result !== 'going'))`;
  await until(page, `${done}([...document.querySelectorAll('.transfer')])`);
  const rows = (await page.evaluate(
    `[...document.querySelectorAll('.transfer')].map(row => ({ result: row.dataset.result, text: row.textContent }))`,
  )) as Transfer[];
  for (const { result, text } of rows) {
    assert.equal(result, 'equal', text);
    assert.match(text, /10\.0 MB of 10\.0 MB/);
  }
}

async function until(page: Page, condition: string): Promise<void> {
  await page.waitForFunction(condition, { timeout: 60_000, polling: 100 });
}

interface Demo {
  readonly child: ChildProcess;
  readonly url: string;
  interrupt(): Promise<Ending>;
}

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

async function startDemo(): Promise<Demo> {
  const child = spawn(process.execPath, [MAIN, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await within(
    new Promise<string>((resolve, reject) => {
      child.once('exit', code => reject(new Error(`the demo ended with ${code}`)));
      child.stdout.on('data', (data: Buffer) => {
        const found = /http:\S+/.exec(data.toString());
        if (found !== null) resolve(found[0]);
      });
    }),
    10_000,
    'starting the demo',
  );
  return {
    child,
    url,
    interrupt() {
      const ending = ended(child);
      child.kill('SIGINT');
      return within(ending, 5_000, 'the end after Ctrl-C');
    },
  };
}

function ended(child: ChildProcess): Promise<Ending> {
  return new Promise(resolve => child.once('exit', (code, signal) => resolve({ code, signal })));
}
