/** The data channels of a connection: createDataChannel(), the datachannel event, the association (W3C webrtc-pc §6.1, §6.2). */

import type { Channel, ChannelInit } from '../../datachannel/index.ts';
import type { Tasks } from '../../runtime/runtime.ts';
import {
  boolean,
  type Converter,
  dictionary,
  domException,
  encodeUtf8,
  enumeration,
  optional,
  unsignedShort,
  usvString,
  withDefault,
} from '../../webidl/index.ts';
import { type DataChannelOwner, DataChannelSlots, PRIORITIES, type RTCPriorityType } from '../data-channel-slots.ts';
import { RTCDataChannelEvent } from '../events.ts';
import { createDataChannel as createObject, type RTCDataChannel } from '../rtc-data-channel.ts';
import { RTCError } from '../rtc-error.ts';
import { DEFAULT_MAX_BUFFERED_AMOUNT } from '../server-options.ts';
import { stockNext } from '../spare-certificate.ts';
import { updateNegotiationNeeded } from './negotiation-needed.ts';
import type { ConnectionSlots } from './slots.ts';
import type { TransportSlots } from './transport-slots.ts';

/** How a data channel is to be (W3C webrtc-pc §6.2.1). */
export interface RTCDataChannelInit {
  /** Messages arrive in the order in which they were sent. Default true. */
  ordered?: boolean;
  /** Milliseconds after which a message is given up, 0 to 65535. Not with `maxRetransmits`. */
  maxPacketLifeTime?: number;
  /** How often a message is sent again at most, 0 to 65535. Not with `maxPacketLifeTime`. */
  maxRetransmits?: number;
  /** The application's name for what is spoken, 65535 bytes at most. Default empty. */
  protocol?: string;
  /** Both sides make the channel, with the same `id`; nothing is announced. Default false. */
  negotiated?: boolean;
  /** 0 to 65534; used with `negotiated` only. */
  id?: number;
  /** W3C webrtc-priority §4.2: its share among the channels. Default `low`. */
  priority?: RTCPriorityType;
}

interface ConvertedInit {
  ordered: boolean;
  maxPacketLifeTime?: number;
  maxRetransmits?: number;
  protocol: string;
  negotiated: boolean;
  id?: number;
  priority: RTCPriorityType;
}

export const toDataChannelInit: Converter<ConvertedInit> = dictionary('RTCDataChannelInit', {
  ordered: withDefault(boolean, () => true),
  maxPacketLifeTime: optional(unsignedShort({ enforceRange: true })),
  maxRetransmits: optional(unsignedShort({ enforceRange: true })),
  protocol: withDefault(usvString, () => ''),
  negotiated: withDefault(boolean, () => false),
  id: optional(unsignedShort({ enforceRange: true })),
  // W3C webrtc-priority §4.2.
  priority: withDefault(
    enumeration<RTCPriorityType>('RTCPriorityType', ['very-low', 'low', 'medium', 'high']),
    () => 'low',
  ),
});

/** RFC 8832 §5.1: label and protocol have 16-bit lengths. */
const MAX_TEXT_BYTES = 65_535;
/** RFC 8831 §6.2: 65,535 is no stream, but "all streams". */
const MAX_ID = 65_534;

const byChannel: WeakMap<Channel, DataChannelSlots> = new WeakMap();

export function slotsOf(channel: Channel): DataChannelSlots | undefined {
  return byChannel.get(channel);
}

/** §6.1 createDataChannel(), after conversion. */
export function createDataChannel(connection: ConnectionSlots, label: string, init: ConvertedInit): RTCDataChannel {
  const context = "Failed to execute 'createDataChannel' on 'RTCPeerConnection'";
  if (connection.isClosed) throw domException('InvalidStateError', `${context}: the connection is closed.`);
  if (isTooLong(label)) throw new TypeError(`${context}: the label is too long.`);
  if (isTooLong(init.protocol)) throw new TypeError(`${context}: the protocol is too long.`);
  if (init.negotiated && init.id === undefined) throw new TypeError(`${context}: a negotiated channel needs an id.`);
  if (init.maxPacketLifeTime !== undefined && init.maxRetransmits !== undefined) {
    throw new TypeError(`${context}: maxPacketLifeTime and maxRetransmits exclude each other.`);
  }
  const id = init.negotiated ? init.id : undefined;
  if (id !== undefined && id > MAX_ID) throw new TypeError(`${context}: the id is greater than ${MAX_ID}.`);
  if (id !== undefined && isTaken(connection, id))
    throw domException('OperationError', `${context}: id ${id} is in use.`);

  const { ordered, protocol, negotiated, maxRetransmits, maxPacketLifeTime } = init;
  const priority = PRIORITIES[init.priority];
  const channelInit = { label, protocol, ordered, maxRetransmits, maxPacketLifeTime, negotiated, id, priority };
  const slots = new DataChannelSlots(channelInit, new ChannelOwner(connection));
  if (!attach(connection, slots)) throw domException('OperationError', `${context}: there is no free id.`);
  slots.object = createObject(slots);
  connection.channels.add(slots);
  if (!connection.dataChannelCreated) {
    connection.dataChannelCreated = true;
    updateNegotiationNeeded(connection);
  }
  return slots.object;
}

/** A UTF-16 unit is three bytes at most, so that short texts need not be encoded. */
function isTooLong(text: string): boolean {
  return text.length > MAX_TEXT_BYTES / 3 && encodeUtf8(text).length > MAX_TEXT_BYTES;
}

function isTaken(connection: ConnectionSlots, id: number): boolean {
  for (const channel of connection.channels) if (channel.id === id) return true;
  return false;
}

/** Puts the channel on the transport, if there is one. False if that has no room for it. */
function attach(connection: ConnectionSlots, slots: DataChannelSlots): boolean {
  const transport = connection.sctpTransport?.transport?.transport;
  if (transport === undefined) return true;
  const channel = transport.createChannel(slots.init);
  if (channel === undefined) return false;
  byChannel.set(channel, slots);
  slots.attach(transport, channel);
  // On an association that is up the channel opened while it was made, before anybody could be told.
  if (channel.state === 'open') slots.announceOpen();
  return true;
}

/** A class: an object literal with getters is a hash table to V8, and every `send` asks for the message size. */
class ChannelOwner implements DataChannelOwner {
  readonly tasks: Tasks;
  readonly maxBufferedAmount: number;
  readonly #connection: ConnectionSlots;

  constructor(connection: ConnectionSlots) {
    this.tasks = connection.runtime.tasks;
    this.maxBufferedAmount = connection.options.maxBufferedAmount ?? DEFAULT_MAX_BUFFERED_AMOUNT;
    this.#connection = connection;
  }

  get maxMessageSize(): number {
    return this.#connection.sctpTransport?.slots.maxMessageSize ?? 0;
  }

  get isClosed(): boolean {
    return this.#connection.isClosed;
  }

  nextStatsId(): string {
    return `D${this.#connection.dataChannelsMade++}`;
  }

  opened(): void {
    this.#connection.dataChannelsOpened++;
    // Nobody waits for this connection any more. During the handshake, even while the peer works, there is no pause as
    // long as a certificate takes.
    const { runtime } = this.#connection;
    if (this.#connection.dataChannelsOpened === 1) stockNext(runtime);
  }

  closed(slots: DataChannelSlots): void {
    // webrtc-stats §8.14: channels that never were open are not counted.
    if (slots.wasOpen) this.#connection.dataChannelsClosed++;
    this.#connection.channels.delete(slots);
  }
}

/** The peer opened a channel: a task makes the object and tells of it; another one, right behind, opens it. */
export function incoming(connection: ConnectionSlots, transport: TransportSlots, channel: Channel): void {
  const { label, protocol, ordered, maxRetransmits, maxPacketLifeTime, negotiated, id, priority } = channel;
  const init: ChannelInit = { label, protocol, ordered, maxRetransmits, maxPacketLifeTime, negotiated, id, priority };
  const slots = new DataChannelSlots(init, new ChannelOwner(connection));
  slots.attach(transport.transport, channel);
  byChannel.set(channel, slots);
  connection.tasks.queue(() => {
    connection.channels.add(slots);
    connection.dataChannelCreated = true;
    // "Set channel.[[ReadyState]] to "open" (but do not fire the open event, yet)": so that the handler of the
    // datachannel event can send.
    slots.enterOpen();
    slots.object = createObject(slots);
    connection.object.dispatchEvent(new RTCDataChannelEvent('datachannel', { channel: slots.object }));
  });
}

/** The association starts: channels that waited for it move in, those first whose ids are not to be given to others. */
export function attachChannels(connection: ConnectionSlots): void {
  attachWaiting(connection, true);
  attachWaiting(connection, false);
}

function attachWaiting(connection: ConnectionSlots, negotiated: boolean): void {
  for (const channel of connection.channels) {
    const isWaiting = channel.channel === undefined && channel.readyState === 'connecting';
    if (!isWaiting || channel.init.negotiated !== negotiated) continue;
    // "If no available ID could be generated": the channel closes with an error.
    if (!attach(connection, channel)) {
      channel.announceClosed(new RTCError({ errorDetail: 'data-channel-failure' }, 'There is no free id.'));
    }
  }
}

/** The DTLS role may be known now, and with it the ids. */
export function updateChannelIds(connection: ConnectionSlots): void {
  for (const channel of connection.channels) channel.updateId();
}
