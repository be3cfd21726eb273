/** `RTCDTMFSender` (W3C webrtc-pc §7.2). */

import {
  CONSTRUCT,
  type Converter,
  defineEventHandlers,
  defineInterface,
  domString,
  type EventHandler,
  EventHandlers,
  type EventHandlerValue,
  requireArguments,
  requireConstructKey,
  unsignedLong,
} from '../webidl/index.ts';
import type { DtmfSlots } from './dtmf-slots.ts';
import type { RTCDTMFToneChangeEvent } from './rtc-dtmf-tone-change-event.ts';

const toMilliseconds: Converter<number> = unsignedLong();

/** A sender whose slots are `slots`. */
export let createDtmfSender: (slots: DtmfSlots) => RTCDTMFSender;

// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface RTCDTMFSender {
  /** A tone begins; with an empty `tone`, all were played. */
  get ontonechange(): EventHandlerValue;
  set ontonechange(handler: EventHandler<RTCDTMFToneChangeEvent>);
}

/** Sends telephone keys (RFC 4733) beside the audio of an `RTCRtpSender`. */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export class RTCDTMFSender extends EventTarget {
  readonly #slots: DtmfSlots;
  readonly #handlers: EventHandlers;

  private constructor(...args: [key: symbol, slots: DtmfSlots]) {
    requireConstructKey(args[0]);
    super();
    this.#slots = args[1];
    this.#handlers = new EventHandlers(this);
  }

  /** Whether the peer takes telephone events now. */
  get canInsertDTMF(): boolean {
    return this.#slots.canInsert;
  }

  /** The tones that have not begun. */
  get toneBuffer(): string {
    return this.#slots.toneBuffer;
  }

  /**
   * Plays `0`–`9`, `A`–`D`, `#` and `*`, each for `duration` ms (40 to 6000) with `interToneGap` ms (30 or more)
   * between; `,`
   * waits two seconds. Replaces what is left to play.
   *
   * @throws `InvalidStateError` unless `canInsertDTMF`, `InvalidCharacterError` for other characters.
   */
  insertDTMF(tones: string, duration: number = 100, interToneGap: number = 70): void {
    const slots = this.#slots;
    const context = "Failed to execute 'insertDTMF' on 'RTCDTMFSender'";
    requireArguments(arguments.length, 1, context);
    slots.insert(domString(tones, context), toMilliseconds(duration, context), toMilliseconds(interToneGap, context));
  }

  static {
    createDtmfSender = slots => new RTCDTMFSender(CONSTRUCT, slots);
    defineEventHandlers(RTCDTMFSender, sender => sender.#handlers, ['tonechange']);
    defineInterface(RTCDTMFSender, 'RTCDTMFSender');
  }
}
