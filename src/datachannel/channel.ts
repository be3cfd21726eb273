/** One data channel (RFC 8831 §6.4): its parameters, its state and what it sends. */

import { Deque } from '../base/deque.ts';
import type { Instant } from '../base/instant.ts';
import type { AssociationPort, ReliabilityOptions } from './association-port.ts';
import { Ppid } from './dcep.ts';

/** W3C RTCDataChannelState (webrtc-pc §6.2.2). */
export type ChannelState = 'connecting' | 'open' | 'closing' | 'closed';

/** How a channel is to be (RFC 8832 §5.1). */
export interface ChannelInit {
  /** 65535 bytes at most. */
  readonly label: string;
  /** 65535 bytes at most. */
  readonly protocol: string;
  /** Whether messages arrive in order. */
  readonly ordered: boolean;
  /** A message is given up after this many retransmissions. */
  readonly maxRetransmits?: number | undefined;
  /** A message is given up after this many milliseconds. */
  readonly maxPacketLifeTime?: number | undefined;
  /** Agreed out of band: no DCEP, `id` is given. */
  readonly negotiated: boolean;
  /** 0 to 65534. */
  readonly id?: number | undefined;
  /** RFC 8831 §6.4: 128 below normal, 256 normal (the default), 512 high, 1024 extra high. */
  readonly priority?: number | undefined;
}

/** What a channel needs of its table. */
export interface ChannelOwner {
  /** While there is one that is connected. Only the table sets it. */
  port: AssociationPort | undefined;
  /** Sends the OPEN if it is still owed: it goes before any message. */
  announce(channel: Channel, now: Instant): void;
  close(channel: Channel, now: Instant): void;
  /** Takes the bytes of messages that were delivered. */
  readonly release: ReliabilityOptions['release'];
}

/** RFC 8831 §6.6: SCTP has no empty messages, so that one byte goes in their place. */
const ONE_BYTE_EMPTY = 1;

/** One data channel. Made by `ChannelTable.create`, or by the peer. */
export class Channel {
  /** Its name. */
  readonly label: string;
  /** What is spoken on it. */
  readonly protocol: string;
  /** Whether messages arrive in order. */
  readonly ordered: boolean;
  /** A message is given up after this many retransmissions. */
  readonly maxRetransmits: number | undefined;
  /** A message is given up after this many milliseconds. */
  readonly maxPacketLifeTime: number | undefined;
  /** Agreed out of band. */
  readonly negotiated: boolean;
  /** Its weight among the channels. */
  readonly priority: number;
  /** Where the channel is in its life; its table moves it. @internal */
  readonly life: ChannelLife;
  /** Messages given to `send`. */
  messagesSent: number;
  /** Messages handed out. */
  messagesReceived: number;
  /** Bytes of their payloads. */
  bytesSent: number;
  /** Bytes of their payloads. */
  bytesReceived: number;
  readonly #owner: ChannelOwner;
  readonly #reliability: ReliabilityOptions;
  #lowThreshold: number;

  /** Use `ChannelTable.create`. @internal */
  constructor(init: ChannelInit, owner: ChannelOwner) {
    this.label = init.label;
    this.protocol = init.protocol;
    this.ordered = init.ordered;
    this.maxRetransmits = init.maxRetransmits;
    this.maxPacketLifeTime = init.maxPacketLifeTime;
    this.negotiated = init.negotiated;
    this.priority = init.priority ?? 256;
    this.life = new ChannelLife();
    this.messagesSent = 0;
    this.messagesReceived = 0;
    this.bytesSent = 0;
    this.bytesReceived = 0;
    this.#owner = owner;
    this.#reliability = {
      ordered: init.ordered,
      maxRetransmits: init.maxRetransmits,
      maxPacketLifeTime: init.maxPacketLifeTime,
      // RFC 8831 §6.4: a weight; 0 would never have its turn.
      priority: Math.max(1, this.priority),
      release: owner.release,
    };
    this.#lowThreshold = 0;
  }

  /** Undefined until the DTLS role is known (or the id was negotiated). */
  get id(): number | undefined {
    return this.life.id;
  }

  /** Whether it can be used. */
  get state(): ChannelState {
    return this.life.state;
  }

  /** Bytes that wait for their first transmission; of a closed channel those that never had it. */
  get bufferedAmount(): number {
    const { id, state, unsent } = this.life;
    return id === undefined || state === 'closed' ? unsent : (this.#owner.port?.bufferedAmount(id) ?? 0);
  }

  /** Bytes: `bufferedAmountLow` comes when `bufferedAmount` falls to this. */
  get bufferedAmountLowThreshold(): number {
    return this.#lowThreshold;
  }

  set bufferedAmountLowThreshold(bytes: number) {
    this.#lowThreshold = bytes;
    this.applyThreshold();
  }

  /** Tells the association, once there is one. */
  applyThreshold(): void {
    const { id } = this.life;
    if (id !== undefined && (this.state === 'open' || this.state === 'closing')) {
      this.#owner.port?.setBufferedAmountLowThreshold(id, this.#lowThreshold);
    }
  }

  /** Keeps `data` until it is delivered, and gives it to the table's `release`; UTF-8 if `isString`. False unless open. @hot */
  send(data: Uint8Array, isString: boolean, now: Instant): boolean {
    const { life } = this;
    const port = this.#owner.port;
    if (life.state !== 'open' || life.id === undefined || port === undefined) return false;
    if (life.openOwed) this.#owner.announce(this, now);
    const empty = data.length === 0;
    const full = isString ? Ppid.string : Ppid.binary;
    const ppid = empty ? (isString ? Ppid.stringEmpty : Ppid.binaryEmpty) : full;
    const payload = empty ? new Uint8Array(ONE_BYTE_EMPTY) : data;
    // RFC 8832 §6: "…before the DATA_CHANNEL_ACK message or any other message has been received on a data channel, all
    // other messages containing user data … MUST be sent ordered".
    const ordered = this.ordered || life.ackAwaited;
    // An empty message has no bytes: the one that stands for it (RFC 8831 §6.6) is none of the application's.
    const usual = ordered === this.ordered && !empty;
    const options = usual ? this.#reliability : { ...this.#reliability, ordered, uncounted: empty };
    if (!port.send(life.id, ppid, payload, options, now)) return false;
    this.messagesSent++;
    this.bytesSent += data.length;
    return true;
  }

  /** Starts the closing handshake once all queued messages were sent; `closed` follows. */
  close(now: Instant): void {
    this.#owner.close(this, now);
  }

  /** The application took one delivered message. */
  consumed(bytes: number): void {
    // An empty message was one byte on the wire, or what a careless peer put there.
    this.#owner.port?.consumed(bytes > 0 ? bytes : (this.life.untakenEmpty.shift() ?? 0));
  }
}

/** What came for the stream of a channel that has not quite ended: a message, or without `data` a reset. */
export interface EarlyArrival {
  readonly ppid: number;
  readonly data: Uint8Array | undefined;
}

/** The part of a channel that its table moves. */
export class ChannelLife {
  id: number | undefined;
  state: ChannelState;
  /** The OPEN has not been handed to the association. */
  openOwed: boolean;
  /** An OPEN of ours is out and not acknowledged. */
  ackAwaited: boolean;
  ackOwed: boolean;
  /** The reset of our stream: wanted, asked of the association, done. */
  resetOwed: boolean;
  resetAsked: boolean;
  outgoingReset: boolean;
  incomingReset: boolean;
  /** What is for the next channel of the stream, with which the peer did not wait for us. */
  early: EarlyArrival[] | undefined;
  /** Fragments of a message in deprecated partial PPIDs. */
  partial: Uint8Array[];
  partialBytes: number;
  /** They were too many: the last piece is yet to come, and to be dropped too. */
  partialGivenUp: boolean;
  /** Bytes that waited at the end. */
  unsent: number;
  /** Empty messages that the application has not taken: what each was on the wire. */
  readonly untakenEmpty: Deque<number>;

  constructor() {
    this.id = undefined;
    this.state = 'connecting';
    this.openOwed = false;
    this.ackAwaited = false;
    this.ackOwed = false;
    this.resetOwed = false;
    this.resetAsked = false;
    this.outgoingReset = false;
    this.incomingReset = false;
    this.early = undefined;
    this.partial = [];
    this.partialBytes = 0;
    this.partialGivenUp = false;
    this.unsent = 0;
    this.untakenEmpty = new Deque();
  }
}
