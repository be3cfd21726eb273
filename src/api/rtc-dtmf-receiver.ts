/** `RTCDTMFReceiver`: our counterpart of `RTCDTMFSender` on a receiver; the specification has none (RFC 4733). */

import type { ReceivedTone } from '../streams/ports.ts';
import {
  CONSTRUCT,
  defineEventHandlers,
  defineInterface,
  type EventHandler,
  EventHandlers,
  requireConstructKey,
} from '../webidl/index.ts';
import { RTCDTMFToneChangeEvent } from './rtc-dtmf-tone-change-event.ts';
import type { TaskQueue } from './task-queue.ts';

export class DtmfReceiverSlots {
  readonly object: RTCDTMFReceiver;
  readonly #tasks: TaskQueue;

  constructor(tasks: TaskQueue) {
    this.object = createDtmfReceiver();
    this.#tasks = tasks;
  }

  /** A telephone event began, goes on or ended. */
  receive({ tone, begun, ended }: ReceivedTone): void {
    // One whose packets were all lost but the last begins as it ends.
    if (begun) this.#fire(tone);
    if (ended) this.#fire('');
  }

  #fire(tone: string): void {
    this.#tasks.queue(() => this.object.dispatchEvent(new RTCDTMFToneChangeEvent('tonechange', { tone })));
  }
}

let createDtmfReceiver: () => RTCDTMFReceiver;

/**
 * Not in the specification: tells what keys the peer presses. `tonechange` has the tone that begins, and an empty one
 * when it ends.
 *
 * ```ts
 * receiver.dtmf.ontonechange = ({ tone }) => tone && console.log(`pressed ${tone}`);
 * ```
 */
export class RTCDTMFReceiver extends EventTarget {
  /** A tone begins, or with an empty `tone` ends. */
  declare ontonechange: EventHandler<RTCDTMFToneChangeEvent>;

  readonly #handlers: EventHandlers;

  private constructor(...args: [key: symbol]) {
    requireConstructKey(args[0]);
    super();
    this.#handlers = new EventHandlers(this);
  }

  static {
    createDtmfReceiver = () => new RTCDTMFReceiver(CONSTRUCT);
    defineEventHandlers(RTCDTMFReceiver, receiver => receiver.#handlers, ['tonechange']);
    defineInterface(RTCDTMFReceiver, 'RTCDTMFReceiver');
  }
}
