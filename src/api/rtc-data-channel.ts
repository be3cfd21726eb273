/** `RTCDataChannel` (W3C webrtc-pc §6.2): the interface. What its connection does with it is in `data-channel-slots.ts`. */

import {
  CONSTRUCT,
  type Converter,
  defineEventHandlers,
  defineInterface,
  type EventHandler,
  EventHandlers,
  type EventHandlerValue,
  isArrayBuffer,
  isBlob,
  type ListeningOptions,
  type MessageEvent,
  requireArguments,
  requireConstructKey,
  unsignedLong,
  usvString,
} from '../webidl/index.ts';
import { DataChannelSlots, type RTCDataChannelState, type RTCPriorityType } from './data-channel-slots.ts';
import { snapshotBytes } from './message-snapshot.ts';
import type { RTCErrorEvent } from './rtc-error.ts';

export type { MessageEvent } from '../webidl/index.ts';
export type { RTCDataChannelState, RTCPriorityType } from './data-channel-slots.ts';

/** How binary messages are handed out. */
export type BinaryType = 'blob' | 'arraybuffer';

/** The events of an {@link RTCDataChannel}. */
export interface RTCDataChannelEventMap {
  /** Messages can be sent. */
  open: Event;
  /** A message came. */
  message: MessageEvent;
  /** `bufferedAmount` fell to `bufferedAmountLowThreshold`. */
  bufferedamountlow: Event;
  /** The channel failed; `close` follows. */
  error: RTCErrorEvent;
  /** The peer closes the channel. */
  closing: Event;
  /** The channel is closed. */
  close: Event;
}

const toThreshold: Converter<number> = unsignedLong({ enforceRange: true });

/** What `send` takes. */
export type RTCDataChannelData = string | Blob | ArrayBuffer | ArrayBufferView;

// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface RTCDataChannel {
  /** A message came. */
  get onmessage(): EventHandlerValue;
  // What a message carries is the application's agreement with its peer; the DOM's own types say `any` here.
  // oxlint-disable-next-line typescript/no-explicit-any
  set onmessage(handler: EventHandler<MessageEvent<any>>);
  /** The channel failed; `close` follows. */
  get onerror(): EventHandlerValue;
  set onerror(handler: EventHandler<RTCErrorEvent>);
  /** As `EventTarget` has it, with the types of the events. */
  removeEventListener<K extends keyof RTCDataChannelEventMap>(
    type: K,
    listener: (this: RTCDataChannel, event: RTCDataChannelEventMap[K]) => unknown,
    options?: { readonly capture?: boolean } | boolean,
  ): void;
  /** As `EventTarget` has it. */
  removeEventListener(
    type: string,
    listener: ((event: Event) => unknown) | { handleEvent(event: Event): void },
    options?: { readonly capture?: boolean } | boolean,
  ): void;
}

/** Brand check. */
export let isDataChannel: (value: unknown) => value is RTCDataChannel;
/** A channel whose slots are `slots`. */
export let createDataChannel: (slots: DataChannelSlots) => RTCDataChannel;
/** The slots of a channel. */
export let dataChannelSlots: (channel: RTCDataChannel) => DataChannelSlots;

/** A two-way channel of messages between two peers. */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export class RTCDataChannel extends EventTarget {
  /** Messages can be sent. */
  declare onopen: EventHandler;
  /** `bufferedAmount` fell to `bufferedAmountLowThreshold`. */
  declare onbufferedamountlow: EventHandler;
  /** The peer closes the channel. */
  declare onclosing: EventHandler;
  /** The channel is closed. */
  declare onclose: EventHandler;

  readonly #slots: DataChannelSlots;
  readonly #handlers: EventHandlers;

  private constructor(...args: [key: symbol, slots: DataChannelSlots]) {
    requireConstructKey(args[0]);
    super();
    this.#slots = args[1];
    this.#handlers = new EventHandlers(this);
  }

  /** As `EventTarget` has it, with the types of the events. */
  override addEventListener<K extends keyof RTCDataChannelEventMap>(
    type: K,
    listener: (this: RTCDataChannel, event: RTCDataChannelEventMap[K]) => unknown,
    options?: ListeningOptions | boolean,
  ): void;
  /** As `EventTarget` has it. */
  override addEventListener(
    type: string,
    listener: ((event: Event) => unknown) | { handleEvent(event: Event): void },
    options?: ListeningOptions | boolean,
  ): void;
  override addEventListener(type: unknown, _listener: unknown): void {
    Reflect.apply(super.addEventListener, this, arguments);
    // What is no string yet becomes one, perhaps this one.
    if (type === 'bufferedamountlow' || typeof type !== 'string') this.#slots.hearsLow = true;
  }

  /** The name it was made with; need not be the only one of that name. */
  get label(): string {
    return this.#slots.init.label;
  }

  /** Whether messages arrive in the order in which they were sent. */
  get ordered(): boolean {
    return this.#slots.init.ordered;
  }

  /** Milliseconds after which a message is given up; null: never. */
  get maxPacketLifeTime(): number | null {
    return this.#slots.init.maxPacketLifeTime ?? null;
  }

  /** How often a message is sent again at most; null: until it arrives. */
  get maxRetransmits(): number | null {
    return this.#slots.init.maxRetransmits ?? null;
  }

  /** The application's name for what is spoken on it; empty by default. */
  get protocol(): string {
    return this.#slots.init.protocol;
  }

  /** Whether both sides made it, with an agreed id. */
  get negotiated(): boolean {
    return this.#slots.init.negotiated;
  }

  /** Null until the DTLS role is known, which decides between even and odd ids. */
  get id(): number | null {
    return this.#slots.id;
  }

  /** W3C webrtc-priority §4.2. */
  get priority(): RTCPriorityType {
    return this.#slots.priority;
  }

  /** Whether it can be used. */
  get readyState(): RTCDataChannelState {
    return this.#slots.readyState;
  }

  /** Bytes given to `send` and not yet sent for the first time. */
  get bufferedAmount(): number {
    return this.#slots.bufferedAmount;
  }

  /** Bytes: `bufferedamountlow` fires when `bufferedAmount` falls to this. Default 0. */
  get bufferedAmountLowThreshold(): number {
    return this.#slots.bufferedAmountLowThreshold;
  }

  set bufferedAmountLowThreshold(value: number) {
    const slots = this.#slots;
    slots.setLowThreshold(toThreshold(value, 'RTCDataChannel.bufferedAmountLowThreshold'));
  }

  /** Whether binary messages arrive as `ArrayBuffer` (the default) or as `Blob`. */
  get binaryType(): BinaryType {
    return this.#slots.binaryType;
  }

  set binaryType(value: BinaryType) {
    const slots = this.#slots;
    // WebIDL §3.7.6: an attribute of an enumeration type ignores what is not one of its values.
    const text = String(value);
    if (text === 'blob' || text === 'arraybuffer') slots.binaryType = text;
  }

  /** Closes after what was sent; the peer sees `closing` and `close`. */
  close(): void {
    this.#slots.close();
  }

  /**
   * Queues a message.
   *
   * @throws `InvalidStateError` unless the channel is open, `TypeError` if the message is larger than the peer takes,
   * `OperationError` if more than `maxBufferedAmount` would wait.
   */
  send(data: RTCDataChannelData): void;
  send(data: unknown): void {
    const slots = this.#slots;
    requireArguments(arguments.length, 1, "Failed to execute 'send' on 'RTCDataChannel'");
    if (typeof data === 'string') {
      slots.requireOpen();
      slots.sendText(data);
    } else if (isArrayBuffer(data)) {
      slots.requireOpen();
      slots.requireSendable(data.byteLength);
      slots.send(snapshotBytes(new Uint8Array(data)), false);
    } else if (ArrayBuffer.isView(data)) {
      if (!isArrayBuffer(data.buffer)) {
        throw new TypeError("Failed to execute 'send' on 'RTCDataChannel': the view is of a SharedArrayBuffer.");
      }
      slots.requireOpen();
      slots.requireSendable(data.byteLength);
      slots.send(snapshotBytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)), false);
    } else if (isBlob(data)) {
      slots.requireOpen();
      slots.sendBlob(data);
    } else {
      const text = usvString(data, "Failed to execute 'send' on 'RTCDataChannel': parameter 1");
      slots.requireOpen();
      slots.sendText(text);
    }
  }

  static {
    isDataChannel = (value): value is RTCDataChannel => typeof value === 'object' && value !== null && #slots in value;
    createDataChannel = slots => new RTCDataChannel(CONSTRUCT, slots);
    dataChannelSlots = channel => channel.#slots;
    defineEventHandlers(RTCDataChannel, channel => channel.#handlers, [
      'open',
      'bufferedamountlow',
      'error',
      'closing',
      'close',
      'message',
    ]);
    defineInterface(RTCDataChannel, 'RTCDataChannel');
  }
}
