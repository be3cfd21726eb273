/**
 * `release`: memory that is given back at once.
 *
 * Received packets, what ciphers return and what was sent lie outside V8's heap, which is small beside them: a transfer of
 * gigabytes is to the collector a heap that must be collected from end to end many times a second. To detach a buffer frees
 * its memory there and then, and the next one is likely to have the same, which the processor has at hand.
 */

import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** A shorter buffer costs no more to collect than to detach. */
const SHORT = 512;

/** So many are detached in one call. */
const TOGETHER = 16;

/** ECMAScript 2024 §25.1.6.8. Node has it from version 22 on. */
interface Transferable {
  transfer?(newByteLength: number): ArrayBuffer;
}

let waiting: ArrayBuffer[] = [];
let nowhere: MessagePort | undefined;

/** As {@link Runtime.release}. */
export function release(bytes: Uint8Array): void {
  const buffer = bytes.buffer as ArrayBuffer & Transferable;
  if (bytes.length < SHORT || bytes.length !== buffer.byteLength) return;
  if (buffer.transfer !== undefined) {
    buffer.transfer(0);
    return;
  }
  waiting.push(buffer);
  if (waiting.length === TOGETHER) sendNowhere();
}

/** HTML §9.4.4: what is posted to a port that is closed is transferred to it all the same, and to nobody from there. */
function sendNowhere(): void {
  nowhere ??= closedPort();
  const together = waiting;
  waiting = [];
  nowhere.postMessage(undefined, together);
}

function closedPort(): MessagePort {
  const { port1 } = new MessageChannel();
  port1.close();
  return port1;
}
