/** The internal slots of an `RTCDTMFSender` and its algorithms (W3C webrtc-pc §7.2, §7.2.1). */

import { domException } from '../webidl/index.ts';
import type { RTCDTMFSender } from './rtc-dtmf-sender.ts';
import { RTCDTMFToneChangeEvent } from './rtc-dtmf-tone-change-event.ts';
import type { SenderSlots } from './rtp-sender-slots.ts';

/** §7.2 insertDTMF(): milliseconds. */
const MIN_DURATION = 40;
const MAX_DURATION = 6000;
const MIN_GAP = 30;
const MAX_GAP = 6000;
/** "The character ',' … indicates a delay of 2 seconds before processing the next character". */
const PAUSE = 2000;

export class DtmfSlots {
  readonly sender: SenderSlots;
  /** Set as soon as it is made. */
  object: RTCDTMFSender;
  duration: number;
  interToneGap: number;
  toneBuffer: string;
  /** "A task to run the DTMF playout task steps is scheduled to be run." */
  #scheduled: boolean;

  constructor(sender: SenderSlots) {
    this.sender = sender;
    this.object = undefined as unknown as RTCDTMFSender;
    this.duration = 0;
    this.interToneGap = 0;
    this.toneBuffer = '';
    this.#scheduled = false;
  }

  /** "Determine if DTMF can be sent." */
  get canInsert(): boolean {
    const { connection, transceiver, track, sendEncodings, sendCodecs, isSending } = this.sender;
    // Steps 4 to 6.
    if (connection.connectionState !== 'connected' || transceiver.stopping || track === null) return false;
    // Steps 7 and 8.
    if (!isSending || sendEncodings[0]?.parameters.active === false) return false;
    // Step 9: "If no codec with mimetype "audio/telephone-event" has been negotiated for sending with this sender".
    return sendCodecs.some(({ mimeType }) => mimeType.toLowerCase() === 'audio/telephone-event');
  }

  insert(given: string, duration: number, interToneGap: number): void {
    // Step 4.
    if (!this.canInsert) throw domException('InvalidStateError', 'DTMF cannot be sent.');
    // "The characters a to d MUST be normalized to uppercase on entry and are equivalent to A to D."
    const tones = given.replace(/[a-d]/g, letter => letter.toUpperCase());
    // Step 8.
    if (!/^[0-9A-D#*,]*$/.test(tones)) throw domException('InvalidCharacterError', `'${given}' has no such tones.`);
    // Steps 9 to 15.
    this.toneBuffer = tones;
    this.duration = Math.min(Math.max(duration, MIN_DURATION), MAX_DURATION);
    this.interToneGap = Math.min(Math.max(interToneGap, MIN_GAP), MAX_GAP);
    // Steps 16 and 17.
    if (tones === '' || this.#scheduled) return;
    this.#scheduled = true;
    this.sender.connection.tasks.queue(() => this.#play());
  }

  /** "DTMF playout task steps." */
  #play(): void {
    this.#scheduled = false;
    // Step 17.1.
    if (!this.canInsert) return;
    const { connection, flow } = this.sender;
    // Step 17.2.
    if (this.toneBuffer === '') {
      this.#fire('');
      return;
    }
    // Step 17.3.
    const tone = this.toneBuffer.slice(0, 1);
    this.toneBuffer = this.toneBuffer.slice(1);
    // Steps 17.4 and 17.5.
    if (tone !== ',') flow.sendTone(tone, this.duration);
    const delay = tone === ',' ? PAUSE : this.duration + this.interToneGap;
    this.#scheduled = true;
    connection.runtime.tasks.setTimer(delay, () => {
      if (!connection.isClosed) this.#play();
    });
    // Step 17.6.
    this.#fire(tone);
  }

  #fire(tone: string): void {
    this.object.dispatchEvent(new RTCDTMFToneChangeEvent('tonechange', { tone }));
  }
}
