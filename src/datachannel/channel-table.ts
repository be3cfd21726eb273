/**
 * All data channels of one association: ids, DCEP, messages, and the closing handshake (RFC 8831 §6, RFC 8832 §6).
 *
 * What the association tells comes in through methods of the same names; what it is owed in turn (OPEN, ACK, resets,
 * consumed bytes) waits for `flush`, because a sink must not call the machine that called it.
 */

import { DropCounters, ProtocolError } from '../base/errors.ts';
import type { Instant } from '../base/instant.ts';
import type { Logger } from '../base/log.ts';
import { SparseMap } from '../base/sparse-map.ts';
import { SparseSet } from '../base/sparse-set.ts';
import type { AssociationPort } from './association-port.ts';
import { Channel, type ChannelInit, type ChannelOwner, type EarlyArrival } from './channel.ts';
import { type OpenMessage, Ppid, readDcep, writeAck, writeOpen } from './dcep.ts';
import type { ChannelTableEvents, DataChannelDropReason } from './events.ts';
import { StreamIds } from './stream-ids.ts';

/** What a table is made with. */
export interface ChannelTableOptions {
  /** Channels at once, ours and the peer's: bounds what a peer can make us keep. */
  readonly maxChannels: number;
  /** Bytes that deprecated partial PPIDs may add up to: they hold the receive window until the last piece is here. */
  readonly maxPartialBytes: number;
}

/** What a table asks of its surroundings. */
export interface ChannelTableEnv {
  /** Who hears what happens inside. */
  readonly log: Logger;
  /** Takes the bytes of messages that were delivered. Without it they are left to the collector. */
  readonly release?: ((bytes: Uint8Array) => void) | undefined;
}

const DEFAULTS: ChannelTableOptions = { maxChannels: 65_535, maxPartialBytes: 1024 * 1024 };

const CONTROL = { ordered: true, uncounted: true } as const;
const NOTHING = new Uint8Array(0);

/** All data channels of one association. */
export class ChannelTable {
  /** What was ignored, by reason. */
  readonly drops: DropCounters<DataChannelDropReason>;
  /** Whether `flush` has something to do, once the association is connected. Only the table sets it. @internal */
  owes: boolean;
  readonly #options: ChannelTableOptions;
  readonly #events: ChannelTableEvents;
  readonly #log: Logger;
  /** All that are not closed. */
  readonly #channels: SparseSet<Channel>;
  readonly #byId: SparseMap<number, Channel>;
  readonly #ids: StreamIds;
  /** It has the association, while there is one that is connected. */
  readonly #owner: ChannelOwner;
  /** Channels with something to hand to the association. */
  readonly #owing: SparseSet<Channel>;
  /** Streams that are refused: reset without ever having had a channel. */
  #refused: number[];
  #ended: boolean;
  /** Lengths of messages that no application will take. */
  #consumed: number[];

  constructor(options: Partial<ChannelTableOptions>, events: ChannelTableEvents, env: ChannelTableEnv) {
    this.drops = new DropCounters();
    this.owes = false;
    this.#options = { ...DEFAULTS, ...options };
    this.#events = events;
    this.#log = env.log;
    this.#channels = new SparseSet();
    this.#byId = new SparseMap();
    this.#ids = new StreamIds();
    this.#owing = new SparseSet();
    this.#refused = [];
    this.#ended = false;
    this.#consumed = [];
    this.#owner = {
      port: undefined,
      announce: (channel, now) => this.#announce(channel, now),
      close: channel => this.#close(channel),
      release: env.release,
    };
  }

  /** Channels that are not closed. */
  get channels(): IterableIterator<Channel> {
    return this.#channels.values();
  }

  /** A channel of ours. Undefined if the negotiated id is taken or out of range, or there are too many channels. */
  create(init: ChannelInit, _now: Instant): Channel | undefined {
    if (this.#ended || this.#channels.size >= this.#options.maxChannels) return undefined;
    const { negotiated, id } = init;
    if (negotiated && (id === undefined || !this.#ids.take(id))) return undefined;
    const channel = new Channel(init, this.#owner);
    this.#channels.add(channel);
    if (negotiated) {
      channel.life.id = id;
      this.#byId.set(id as number, channel);
    } else {
      channel.life.openOwed = true;
      channel.life.ackAwaited = true;
      if (this.#ids.roleKnown && !this.#assign(channel)) return undefined;
    }
    if (this.#owner.port !== undefined) this.#open(channel);
    return channel;
  }

  /** The DTLS role decides who uses even ids (client) and odd ones (server): assigns the ids that are missing. */
  setRole(role: 'client' | 'server'): void {
    if (this.#ids.roleKnown || this.#ended) return;
    this.#ids.setRole(role);
    for (const channel of [...this.#channels]) {
      if (channel.life.id !== undefined || this.#assign(channel)) continue;
      this.#events.closed(channel, tooManyStreams());
    }
  }

  /** RFC 8832 §6: even ids for the DTLS client, odd ones for the server. */
  #assign(channel: Channel): boolean {
    const id = this.#ids.next();
    if (id === undefined) {
      channel.life.state = 'closed';
      this.#channels.delete(channel);
      return false;
    }
    channel.life.id = id;
    this.#byId.set(id, channel);
    return true;
  }

  /** The association is established; channels open. `setRole` comes first. */
  associationConnected(port: AssociationPort): void {
    if (this.#ended || this.#owner.port !== undefined) return;
    this.#owner.port = port;
    this.#ids.limit(port.outboundStreams);
    for (const channel of [...this.#channels]) {
      if (channel.state === 'connecting') this.#open(channel);
    }
  }

  #open(channel: Channel): void {
    const { life } = channel;
    if (life.id === undefined || life.id >= (this.#owner.port as AssociationPort).outboundStreams) {
      this.#end(channel, tooManyStreams());
      return;
    }
    life.state = 'open';
    channel.applyThreshold();
    if (life.openOwed) this.#owe(channel);
    this.#events.opened(channel);
  }

  /** The association ended: every channel closes. */
  associationClosed(error?: ProtocolError): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const channel of [...this.#channels]) this.#end(channel, error);
    this.#owner.port = undefined;
    this.#owing.clear();
    this.#refused = [];
    this.#consumed = [];
  }

  /** A message of the association. @hot */
  message(streamId: number, ppid: number, data: Uint8Array): void {
    const channel = this.#byId.get(streamId);
    const isWhole = ppid === Ppid.binary || ppid === Ppid.string;
    if (!isWhole || channel?.life.state !== 'open' || channel.life.partial.length > 0 || channel.life.partialGivenUp) {
      this.#receiveOther(streamId, channel, ppid, data);
      return;
    }
    channel.life.ackAwaited = false;
    channel.messagesReceived++;
    channel.bytesReceived += data.length;
    this.#events.message(channel, data, ppid === Ppid.string);
  }

  /** All but a message that is whole, for an open channel. */
  #receiveOther(streamId: number, channel: Channel | undefined, ppid: number, data: Uint8Array): void {
    if (this.#ended) return;
    if (channel?.life.incomingReset) {
      keepEarly(channel, ppid, data);
      return;
    }
    if (ppid === Ppid.dcep) {
      this.#dcep(streamId, channel, data);
      return;
    }
    if (channel === undefined) {
      this.#discard('unknown-stream', data);
      return;
    }
    // RFC 8831 §6.7: after close(), what still comes from the peer is dropped.
    if (channel.life.state !== 'open') {
      this.#discard('channel-closing', data);
      return;
    }
    switch (ppid) {
      case Ppid.binary:
      case Ppid.string:
        this.#deliverPartial(channel, data, ppid === Ppid.string);
        return;
      case Ppid.stringEmpty:
      case Ppid.binaryEmpty:
        // RFC 8831 §6.6: whatever bytes came under these PPIDs, the message is empty.
        this.#deliverEmpty(channel, data.length, ppid === Ppid.stringEmpty);
        return;
      case Ppid.stringPartial:
      case Ppid.binaryPartial:
        this.#keepPartial(channel, data);
        return;
      default:
        this.#discard('unknown-ppid', data);
    }
  }

  /** The last piece of a message. */
  #deliverPartial(channel: Channel, data: Uint8Array, isString: boolean): void {
    if (channel.life.partialGivenUp) {
      channel.life.partialGivenUp = false;
      this.#discard('partial-limit', data);
      return;
    }
    const whole = this.#joinPartial(channel, data);
    channel.life.ackAwaited = false;
    channel.messagesReceived++;
    channel.bytesReceived += whole.length;
    this.#events.message(channel, whole, isString);
  }

  #deliverEmpty(channel: Channel, length: number, isString: boolean): void {
    channel.life.untakenEmpty.push(length);
    channel.messagesReceived++;
    channel.life.ackAwaited = false;
    this.#events.message(channel, NOTHING, isString);
  }

  /** RFC 8831 §6.6: deprecated fragmentation by PPID; the last piece has the ordinary one. */
  #keepPartial(channel: Channel, data: Uint8Array): void {
    const { life } = channel;
    if (life.partialGivenUp || life.partialBytes + data.length > this.#options.maxPartialBytes) {
      life.partialGivenUp = true;
      this.#dropPartial(channel);
      this.#discard('partial-limit', data);
      return;
    }
    life.partial.push(data);
    life.partialBytes += data.length;
  }

  #dropPartial(channel: Channel): void {
    for (const part of channel.life.partial) this.#oweConsumed(part.length);
    channel.life.partial = [];
    channel.life.partialBytes = 0;
  }

  #joinPartial(channel: Channel, last: Uint8Array): Uint8Array {
    const { life } = channel;
    const whole = new Uint8Array(life.partialBytes + last.length);
    let at = 0;
    for (const part of life.partial) {
      whole.set(part, at);
      at += part.length;
      // The application gives back the whole in one; what the piece cost beside its bytes is given back here.
      this.#oweConsumed(0);
    }
    whole.set(last, at);
    life.partial = [];
    life.partialBytes = 0;
    return whole;
  }

  #discard(reason: DataChannelDropReason, data: Uint8Array): void {
    this.drops.drop(reason);
    this.#oweConsumed(data.length);
  }

  #dcep(streamId: number, channel: Channel | undefined, data: Uint8Array): void {
    this.#oweConsumed(data.length);
    const message = readDcep(data);
    if (message === undefined) {
      this.drops.drop('malformed-dcep');
      // RFC 8832 §6: an OPEN that cannot be taken is answered by closing the stream.
      if (channel === undefined) this.#refuse(streamId);
      return;
    }
    if (message.kind === 'ack') {
      if (channel === undefined) this.drops.drop('unknown-stream');
      else channel.life.ackAwaited = false;
      return;
    }
    this.#incoming(streamId, channel, message);
  }

  #incoming(streamId: number, existing: Channel | undefined, open: OpenMessage): void {
    const reason = this.#refusal(streamId, existing);
    if (reason !== undefined) {
      this.drops.drop(reason);
      if (this.#log.enabled('debug')) this.#log.log('debug', 'datachannel', `OPEN on ${streamId} refused: ${reason}`);
      if (existing === undefined) this.#refuse(streamId);
      return;
    }
    this.#ids.take(streamId);
    const channel = new Channel({ negotiated: false, ...open }, this.#owner);
    channel.life.id = streamId;
    channel.life.state = 'open';
    channel.life.ackOwed = true;
    this.#channels.add(channel);
    this.#byId.set(streamId, channel);
    this.#owe(channel);
    this.#events.incoming(channel);
    this.#events.opened(channel);
  }

  #refusal(streamId: number, existing: Channel | undefined): DataChannelDropReason | undefined {
    if (existing !== undefined) return 'stream-in-use';
    if (this.#ids.ours(streamId)) return 'wrong-parity';
    if (this.#channels.size >= this.#options.maxChannels) return 'channel-limit';
    if (streamId >= (this.#owner.port?.outboundStreams ?? 0)) return 'channel-limit';
    return undefined;
  }

  /** The association tells: little waits on a stream. */
  bufferedAmountLow(streamId: number): void {
    const channel = this.#byId.get(streamId);
    if (channel !== undefined) this.#events.bufferedAmountLow(channel);
  }

  /** RFC 8831 §6.7: the peer closes, all channels if no stream is named; we reset our side of the stream too. */
  incomingStreamsReset(streamIds: readonly number[]): void {
    for (const id of streamIds.length > 0 ? streamIds : [...this.#byId.keys()]) {
      const channel = this.#byId.get(id);
      if (channel === undefined) continue;
      if (channel.life.early !== undefined) {
        keepEarly(channel, 0, undefined);
        continue;
      }
      channel.life.incomingReset = true;
      if (channel.life.state === 'open') {
        channel.life.state = 'closing';
        this.#events.closing(channel);
      }
      this.#oweReset(channel);
      this.#finish(channel);
    }
  }

  /** The association tells: our streams have ended. */
  outgoingStreamsReset(streamIds: readonly number[], performed: boolean): void {
    for (const id of streamIds) {
      const channel = this.#byId.get(id);
      if (channel === undefined) continue;
      channel.life.outgoingReset = true;
      // A peer that refuses resets, or knows none, never resets its own side: the channel ends here.
      if (!performed) channel.life.incomingReset = true;
      if (channel.life.state === 'open') {
        channel.life.state = 'closing';
        this.#events.closing(channel);
      }
      this.#finish(channel);
    }
  }

  #oweReset(channel: Channel): void {
    const { life } = channel;
    if (life.resetAsked || life.resetOwed) return;
    life.resetOwed = true;
    this.#owe(channel);
  }

  /** RFC 8831 §6.7: with both directions reset the channel is closed, and its id can be used again. */
  #finish(channel: Channel): void {
    if (channel.life.incomingReset && channel.life.outgoingReset) this.#end(channel, undefined);
  }

  #end(channel: Channel, error: ProtocolError | undefined): void {
    const { life } = channel;
    if (life.state === 'closed') return;
    life.unsent = channel.bufferedAmount;
    life.state = 'closed';
    this.#dropPartial(channel);
    this.#channels.delete(channel);
    this.#owing.delete(channel);
    if (life.id !== undefined) {
      this.#byId.delete(life.id);
      this.#ids.release(life.id);
    }
    this.#events.closed(channel, error);
    if (life.early !== undefined) this.#replay(life.id as number, life.early);
  }

  /** The stream is free: what the peer has sent for the next channel is read. */
  #replay(streamId: number, early: readonly EarlyArrival[]): void {
    for (const { ppid, data } of early) {
      if (data === undefined) this.incomingStreamsReset([streamId]);
      else this.message(streamId, ppid, data);
    }
  }

  #close(channel: Channel): void {
    const { life } = channel;
    if (life.state === 'closed' || life.state === 'closing') return;
    if (life.state === 'connecting') {
      this.#end(channel, undefined);
      return;
    }
    life.state = 'closing';
    this.#oweReset(channel);
  }

  /** Gives the association what is owed (OPEN, ACK, resets, consumed bytes). Owner: call before its `pollTransmit`. */
  flush(now: Instant): void {
    const { port } = this.#owner;
    if (port === undefined || !this.owes) return;
    this.owes = false;
    if (this.#consumed.length > 0) {
      for (const bytes of this.#consumed) port.consumed(bytes);
      this.#consumed = [];
    }
    if (this.#owing.size > 0) {
      const owing = [...this.#owing];
      this.#owing.clear();
      for (const channel of owing) this.#pay(port, channel, now);
    }
    if (this.#refused.length > 0) {
      port.resetStreams(this.#refused, now);
      this.#refused = [];
    }
  }

  #owe(channel: Channel): void {
    this.owes = true;
    this.#owing.add(channel);
  }

  #oweConsumed(bytes: number): void {
    this.owes = true;
    this.#consumed.push(bytes);
  }

  #refuse(streamId: number): void {
    this.owes = true;
    this.#refused.push(streamId);
  }

  #pay(port: AssociationPort, channel: Channel, now: Instant): void {
    const { life } = channel;
    const id = life.id as number;
    if (life.openOwed) this.#announce(channel, now);
    if (life.ackOwed) {
      life.ackOwed = false;
      port.send(id, Ppid.dcep, writeAck(), CONTROL, now);
    }
    if (life.resetOwed) {
      life.resetOwed = false;
      life.resetAsked = true;
      port.resetStreams([id], now);
    }
  }

  /** RFC 8832 §6: the OPEN goes ordered and reliable. */
  #announce(channel: Channel, now: Instant): void {
    const { life } = channel;
    life.openOwed = false;
    this.#owner.port?.send(life.id as number, Ppid.dcep, writeOpen(channel), CONTROL, now);
  }
}

/**
 * RFC 8831 §6.7: with both directions reset the id can be used again, and the peer is told of the second reset before we
 * are: its answer to ours may be lost, or overtaken by the next channel. What waits holds the receive window.
 */
function keepEarly({ life }: Channel, ppid: number, data: Uint8Array | undefined): void {
  life.early ??= [];
  // One reset ends whatever came before it.
  if (data !== undefined || life.early.at(-1)?.data !== undefined) life.early.push({ ppid, data });
}

function tooManyStreams(): ProtocolError {
  return new ProtocolError('datachannel', 'no-stream', 'There is no stream left for the channel.', {
    section: 'RFC 8832 §6',
  });
}
