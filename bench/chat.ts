/**
 * A chat beside a bulk transfer: how much longer 64 bytes take to go and return on one channel while another is full.
 *
 *     node dist-test/bench/chat.js [megabytes] [message size] [rounds] [bytes kept waiting]
 *
 * Two processes over loopback. In each round the chat is alone for a second, and then beside a transfer.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { type Channel, type Connection, connectionMaker, type Description } from './rivals/implementations.ts';

const ALONE = 1000;
const CHAT_BYTES = 64;

type Signal = { readonly description: Description } | { readonly candidate: unknown };

/** Exchanges descriptions and candidates with the process at the other end. */
function signal(connection: Connection, other: ChildProcess | NodeJS.Process, offers: boolean): void {
  const tell = (message: Signal): void => void other.send?.(message);
  const describe = async (): Promise<void> => {
    await connection.setLocalDescription(await (offers ? connection.createOffer() : connection.createAnswer()));
    const { type, sdp } = connection.localDescription;
    tell({ description: { type, sdp } });
  };
  connection.onicecandidate = ({ candidate }) => {
    if (candidate !== null) tell({ candidate: (candidate as { toJSON: () => unknown }).toJSON() });
  };
  let described = Promise.resolve();
  other.on('message', (message: Signal) => {
    if ('candidate' in message) {
      void described.then(() => connection.addIceCandidate(message.candidate));
      return;
    }
    described = connection.setRemoteDescription(message.description);
    if (!offers) void described.then(describe);
  });
  if (offers) void describe();
}

/** Sends back what comes on the chat, and a byte for each transfer that is whole. */
async function answer(size: number, messages: number): Promise<void> {
  const connection = (await connectionMaker('purertc', '.'))();
  connection.ondatachannel = ({ channel }) => {
    channel.binaryType = 'arraybuffer';
    let received = 0;
    channel.onmessage = ({ data }) => {
      if (data.byteLength !== size) channel.send(new Uint8Array(data as ArrayBuffer));
      else if (++received % messages === 0) channel.send(Uint8Array.of(1));
    };
  };
  signal(connection, process, false);
  process.on('disconnect', () => process.exit());
}

/** Round trips in milliseconds, one after another, until `over` says so. */
async function chat(channel: Channel, over: () => boolean): Promise<number[]> {
  const message = new Uint8Array(CHAT_BYTES);
  const trips: number[] = [];
  while (!over()) {
    const begin = performance.now();
    channel.send(message);
    await new Promise<unknown>(resolve => {
      channel.onmessage = resolve;
    });
    trips.push(performance.now() - begin);
  }
  return trips.sort((a, b) => a - b);
}

/** Sends `messages` of `size`, with at most `high` bytes waiting, and waits until all have arrived. */
async function transfer(channel: Channel, size: number, messages: number, high: number): Promise<void> {
  const message = new Uint8Array(size).fill(7);
  channel.bufferedAmountLowThreshold = high / 4;
  const arrived = new Promise<unknown>(resolve => {
    channel.onmessage = resolve;
  });
  for (let sent = 0; sent < messages; ) {
    while (sent < messages && channel.bufferedAmount + size <= high) {
      channel.send(message);
      sent++;
    }
    if (channel.bufferedAmount <= high / 4) continue;
    await new Promise<void>(resolve => {
      channel.onbufferedamountlow = () => resolve();
    });
  }
  await arrived;
}

const opened = (channel: Channel): Promise<void> =>
  new Promise(resolve => {
    channel.onopen = () => resolve();
  });

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor(sorted.length * share)] ?? Number.NaN;

async function offer(size: number, messages: number, rounds: number, high: number): Promise<void> {
  const other = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), 'answer']);
  const connection = (await connectionMaker('purertc', '.'))();
  const talk = connection.createDataChannel('chat', { ordered: true });
  const bulk = connection.createDataChannel('bulk', { ordered: true });
  const ready = Promise.all([opened(talk), opened(bulk)]);
  signal(connection, other, true);
  await ready;
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const end = performance.now() + ALONE;
    const alone = await chat(talk, () => performance.now() >= end);
    const begin = performance.now();
    let elapsed = 0;
    const whole = transfer(bulk, size, messages, high).then(() => {
      elapsed = performance.now() - begin;
    });
    const beside = await chat(talk, () => elapsed > 0);
    await whole;
    const rate = (size * messages * 8) / elapsed / 1000;
    const ratio = quantile(beside, 0.5) / quantile(alone, 0.5);
    ratios.push(ratio);
    console.log(
      `alone ${quantile(alone, 0.5).toFixed(2)} ms, beside ${quantile(beside, 0.5).toFixed(2)} ms ` +
        `(${quantile(beside, 0.9).toFixed(2)} at most in nine of ten, ${beside.length} round trips), ` +
        `ratio ${ratio.toFixed(1)}, transfer ${rate.toFixed(0)} Mbit/s`,
    );
  }
  ratios.sort((a, b) => a - b);
  console.log(`median ratio of ${rounds} rounds: ${quantile(ratios, 0.5).toFixed(1)}`);
  other.disconnect();
  process.exit();
}

const [megabytes = 100, size = 16_384, rounds = 3, high = 1_048_576] = process.argv
  .slice(2)
  .filter(each => each !== 'answer')
  .map(Number);
const messages = Math.max(1, Math.ceil((megabytes * 1e6) / size));
if (process.argv.at(-1) === 'answer') await answer(size, messages);
else await offer(size, messages, rounds, high);
