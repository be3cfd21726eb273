/**
 * One end of a connection under test, driven from outside by calls whose arguments and results are plain JSON.
 *
 * The same code runs in a browser's page over the browser's `RTCPeerConnection` and in Node over ours.
 */

import { payload, sha256, text } from './payload.ts';
import type {
  Candidate,
  ChannelInit,
  Configuration,
  Connection,
  ConnectionClass,
  DataChannel,
  Description,
} from './w3c.ts';

/** What one `send` put on the wire, or one `receive` took from it. */
export interface Batch {
  readonly messages: number;
  readonly bytes: number;
  /** Of all its messages, one after the other. */
  readonly sha256: string;
  /** The kinds that occurred, in alphabetical order. */
  readonly kinds: readonly ('binary' | 'text')[];
}

export interface Payload {
  readonly kind: 'binary' | 'text';
  readonly size: number;
  readonly seed: number;
  /** Cut into messages of at most this size, and of at most what the peer takes. */
  readonly messageSize?: number;
}

/** What a channel was made with, as either end sees it. */
export interface ChannelOptions {
  readonly label: string;
  readonly protocol: string;
  readonly ordered: boolean;
  readonly maxRetransmits: number | null;
  readonly maxPacketLifeTime: number | null;
}

interface ChannelRecord {
  readonly channel: DataChannel;
  received: (string | Uint8Array)[];
  /** Called at every event of the channel. */
  changed: () => void;
  closedAt: number | undefined;
}

/** Bytes that may wait in a channel before `send` pauses. */
const BUFFERED = 4 << 20;

export class TestPeer {
  readonly #class: ConnectionClass;
  #connection: Connection | undefined;
  #channels = new Map<string, ChannelRecord>();
  #candidates: (Candidate | null)[] = [];
  #changed: () => void = () => {};

  constructor(connectionClass: ConnectionClass) {
    this.#class = connectionClass;
  }

  open(configuration: Configuration): void {
    this.#connection?.close();
    this.#channels = new Map();
    this.#candidates = [];
    const connection = new this.#class(configuration);
    this.#connection = connection;
    connection.addEventListener('icecandidate', event => {
      this.#candidates.push(event.candidate === null ? null : event.candidate.toJSON());
      this.#changed();
    });
    connection.addEventListener('datachannel', event => this.#adopt(event.channel));
    connection.addEventListener('connectionstatechange', () => this.#changed());
    connection.addEventListener('icegatheringstatechange', () => this.#changed());
  }

  createChannel(label: string, init?: ChannelInit): void {
    this.#adopt(this.#live().createDataChannel(label, init));
  }

  /** The offer or answer that the state asks for; complete with its candidates unless `trickle`. */
  async describe(trickle: boolean): Promise<Description> {
    const connection = this.#live();
    await connection.setLocalDescription();
    if (!trickle) await this.#until(() => connection.iceGatheringState === 'complete');
    const description = connection.localDescription;
    if (description === null) throw new Error('no local description');
    return { type: description.type, sdp: description.sdp };
  }

  async accept(description: Description): Promise<void> {
    await this.#live().setRemoteDescription(description);
  }

  /** The candidates found since the last call; waits for the first one. `null` says that gathering ended. */
  async candidates(): Promise<(Candidate | null)[]> {
    await this.#until(() => this.#candidates.length > 0);
    return this.#candidates.splice(0);
  }

  async addCandidate(candidate: Candidate | null): Promise<void> {
    // Firefox reads null as the end of this generation, Chromium as the end of candidates: both are right.
    await this.#live().addIceCandidate(candidate);
  }

  async connected(): Promise<void> {
    await this.#until(() => this.#live().connectionState === 'connected');
  }

  state(): { connection: string; ice: string; gathering: string; maxMessageSize: number | undefined } {
    const connection = this.#live();
    return {
      connection: connection.connectionState,
      ice: connection.iceConnectionState,
      gathering: connection.iceGatheringState,
      maxMessageSize: connection.sctp?.maxMessageSize,
    };
  }

  /** The selected pair's candidate lines, as far as the platform tells. */
  selectedPair(): { local: string; remote: string } | undefined {
    const pair = this.#live().sctp?.transport.iceTransport?.getSelectedCandidatePair?.();
    return pair ? { local: pair.local?.candidate ?? '', remote: pair.remote?.candidate ?? '' } : undefined;
  }

  localUfrag(): string | undefined {
    return /^a=ice-ufrag:(\S+)/m.exec(this.#live().localDescription?.sdp ?? '')?.[1];
  }

  restartIce(): void {
    this.#live().restartIce();
  }

  async channelOpen(label: string): Promise<void> {
    await this.#until(() => this.#channels.get(label)?.channel.readyState === 'open');
  }

  channelOptions(label: string): ChannelOptions {
    const { protocol, ordered, maxRetransmits, maxPacketLifeTime } = this.#record(label).channel;
    return { label, protocol, ordered, maxRetransmits, maxPacketLifeTime };
  }

  labels(): string[] {
    return [...this.#channels.keys()].sort();
  }

  async send(label: string, what: Payload): Promise<Batch> {
    const record = this.#record(label);
    const most = Math.min(what.messageSize ?? Infinity, this.#live().sctp?.maxMessageSize ?? 65536);
    const whole = what.kind === 'text' ? text(what.size, what.seed) : payload(what.size, what.seed);
    const pieces = typeof whole === 'string' ? [whole] : cut(whole, most);
    for (const piece of pieces) {
      if (record.channel.bufferedAmount > BUFFERED) await this.#drained(record.channel);
      record.channel.send(piece);
    }
    return summary(pieces);
  }

  async receive(label: string, messages: number): Promise<Batch> {
    await this.#until(() => (this.#channels.get(label)?.received.length ?? 0) >= messages);
    const record = this.#record(label);
    return summary(record.received.splice(0, messages));
  }

  /** Waits for so many messages without taking them; answers how many are there. */
  async arrived(label: string, messages: number): Promise<number> {
    const count = (): number => this.#channels.get(label)?.received.length ?? 0;
    await this.#until(() => count() >= messages);
    return count();
  }

  closeChannel(label: string): number {
    this.#record(label).channel.close();
    return Date.now();
  }

  /** When, in wall-clock milliseconds, the channel closed. */
  async channelClosed(label: string): Promise<number> {
    await this.#until(() => this.#record(label).closedAt !== undefined);
    return this.#record(label).closedAt ?? 0;
  }

  close(): number {
    this.#connection?.close();
    return Date.now();
  }

  #live(): Connection {
    if (this.#connection === undefined) throw new Error('not open');
    return this.#connection;
  }

  #record(label: string): ChannelRecord {
    const record = this.#channels.get(label);
    if (record === undefined) throw new Error(`no channel "${label}"`);
    return record;
  }

  #adopt(channel: DataChannel): void {
    channel.binaryType = 'arraybuffer';
    const record: ChannelRecord = { channel, received: [], changed: () => this.#changed(), closedAt: undefined };
    this.#channels.set(channel.label, record);
    channel.addEventListener('open', () => this.#changed());
    channel.addEventListener('message', event => {
      const { data } = event;
      record.received.push(typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer));
      this.#changed();
    });
    channel.addEventListener('close', () => {
      record.closedAt = Date.now();
      this.#changed();
    });
    this.#changed();
  }

  /** Waits until an event makes `holds` true. One waiter does not take another's place. */
  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>(resolve => {
        const before = this.#changed;
        this.#changed = () => {
          this.#changed = () => {};
          before();
          resolve();
        };
      });
    }
  }

  #drained(channel: DataChannel): Promise<void> {
    channel.bufferedAmountLowThreshold = BUFFERED / 4;
    return new Promise(resolve => channel.addEventListener('bufferedamountlow', () => resolve(), { once: true }));
  }
}

function cut(bytes: Uint8Array<ArrayBuffer>, most: number): Uint8Array<ArrayBuffer>[] {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < bytes.length; at += most) pieces.push(bytes.subarray(at, at + most));
  return pieces.length === 0 ? [bytes] : pieces;
}

async function summary(messages: readonly (string | Uint8Array)[]): Promise<Batch> {
  const encoder = new TextEncoder();
  const parts = messages.map(message => (typeof message === 'string' ? encoder.encode(message) : message));
  const kinds = new Set(
    messages.map(message => (typeof message === 'string' ? ('text' as const) : ('binary' as const))),
  );
  return {
    messages: messages.length,
    bytes: parts.reduce((sum, part) => sum + part.length, 0),
    sha256: await sha256(parts),
    kinds: [...kinds].sort(),
  };
}
