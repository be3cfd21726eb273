/**
 * Files over data channels, one channel for each transfer.
 *
 * The opener says in the channel's `protocol`, as JSON, what it wants. The sender's messages are: a text
 * `{ name, size, type }`, the bytes in binary messages, a text `{ sha256 }`; then the receiver answers with its own
 * `{ sha256 }`, and whoever opened the channel closes it.
 */

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RTCDataChannel } from '../src/index.ts';

export interface FileHeader {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

export interface SentFile extends FileHeader {
  readonly sha256: string;
}

/** A file kept on disk until it is discarded. */
export interface ReceivedFile extends SentFile {
  readonly path: string;
  discard(): void;
}

/** Bytes of one message: every browser takes these. */
const MESSAGE = 64 * 1024;
/** Bytes that may wait in the channel. */
const BUFFERED = 8 << 20;
const LARGEST = 2 ** 30;

/** Receives into a temporary file; hashes on the way; answers with the hash. */
export async function receiveFile(channel: RTCDataChannel): Promise<ReceivedFile> {
  // Nothing is awaited before the handlers stand: a message that nobody listens for is lost.
  const folder = mkdtempSync(join(tmpdir(), 'purertc-demo-'));
  const discard = (): void => rmSync(folder, { recursive: true, force: true });
  const path = join(folder, 'file');
  const disk = createWriteStream(path);
  const hash = createHash('sha256');
  try {
    const header = await new Promise<FileHeader>((resolve, reject) => {
      let expected: FileHeader | undefined;
      let size = 0;
      disk.on('error', reject);
      channel.onclose = () => reject(new Error('the channel closed early'));
      channel.onmessage = event => {
        const data = event.data as string | ArrayBuffer;
        if (typeof data !== 'string') {
          const bytes = new Uint8Array(data);
          size += bytes.length;
          hash.update(bytes);
          disk.write(bytes);
          if (size > LARGEST) reject(new Error('the file is too large'));
        } else if (expected === undefined) {
          expected = JSON.parse(data) as FileHeader;
        } else if (size === expected.size) {
          resolve(expected);
        } else {
          reject(new Error(`${size} bytes came of ${expected.size}`));
        }
      };
    });
    const sha256 = hash.digest('hex');
    await new Promise(resolve => disk.end(resolve));
    channel.send(JSON.stringify({ sha256 }));
    return { ...header, sha256, path, discard };
  } catch (error) {
    disk.destroy();
    discard();
    channel.close();
    throw error;
  }
}

/** Sends what the opener asked for: a test file of some size, or its own file back. */
export async function sendFile(channel: RTCDataChannel, own: ReceivedFile | undefined): Promise<SentFile> {
  const { size: wanted } = JSON.parse(channel.protocol || '{}') as { size?: number };
  if (wanted === undefined && own === undefined) {
    channel.close();
    throw new Error('there is no file to send back');
  }
  const size = Math.min(Math.max(0, Math.trunc(wanted ?? own?.size ?? 0)), LARGEST);
  const header: FileHeader =
    wanted === undefined && own !== undefined
      ? { name: own.name, size: own.size, type: own.type }
      : { name: `node-${Math.round(size / 1e5) / 10}MB.bin`, size, type: 'application/octet-stream' };
  const source = wanted === undefined && own !== undefined ? createReadStream(own.path) : testBytes(size);
  return { ...header, sha256: await sendBytes(channel, header, source) };
}

/** Header, bytes, hash. Never more than `BUFFERED` bytes wait. Answers the hash. */
export async function sendBytes(
  channel: RTCDataChannel,
  header: FileHeader,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  progress: (sent: number) => void = () => {},
): Promise<string> {
  const hash = createHash('sha256');
  let sent = 0;
  await opened(channel);
  channel.bufferedAmountLowThreshold = BUFFERED / 2;
  channel.send(JSON.stringify(header));
  for await (const bytes of source) {
    hash.update(bytes);
    for (let at = 0; at < bytes.length; at += MESSAGE) {
      if (channel.bufferedAmount > BUFFERED) await drained(channel);
      channel.send(Uint8Array.from(bytes.subarray(at, at + MESSAGE)));
    }
    sent += bytes.length;
    progress(sent - channel.bufferedAmount);
  }
  const sha256 = hash.digest('hex');
  channel.send(JSON.stringify({ sha256 }));
  return sha256;
}

/** Bytes that no compression could shorten, made as they are needed. */
export function* testBytes(size: number): Generator<Uint8Array> {
  const words = new Uint32Array((1 << 20) / 4);
  const bytes = new Uint8Array(words.buffer);
  let state = 0x9e3779b9;
  for (let left = size; left > 0; left -= bytes.length) {
    for (let index = 0; index < words.length; index++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      words[index] = state;
    }
    yield bytes.subarray(0, Math.min(left, bytes.length));
  }
}

function opened(channel: RTCDataChannel): Promise<void> {
  if (channel.readyState === 'open') return Promise.resolve();
  return event(channel, 'open');
}

function drained(channel: RTCDataChannel): Promise<void> {
  return event(channel, 'bufferedamountlow');
}

function event(channel: RTCDataChannel, name: 'open' | 'bufferedamountlow'): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      channel.removeEventListener(name, happened);
      channel.removeEventListener('close', closed);
      settle();
    };
    const happened = (): void => end(resolve);
    const closed = (): void => end(() => reject(new Error('the channel closed')));
    channel.addEventListener(name, happened);
    channel.addEventListener('close', closed);
  });
}
