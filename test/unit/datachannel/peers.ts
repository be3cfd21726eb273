/** Two channel tables over two associations over a seeded link. */

import type { ProtocolError } from '../../../src/base/errors.ts';
import { SILENT } from '../../../src/base/log.ts';
import {
  type Channel,
  type ChannelInit,
  ChannelTable,
  type ChannelTableEvents,
} from '../../../src/datachannel/index.ts';
import type { AssociationEvents, SctpOptions } from '../../../src/sctp/index.ts';
import { type LinkOptions, Pair } from '../sctp/pair.ts';

export class TableRecorder implements ChannelTableEvents {
  readonly log: string[] = [];
  readonly channels: Channel[] = [];
  readonly messages: { channel: Channel; data: Uint8Array; isString: boolean }[] = [];
  readonly errors: (ProtocolError | undefined)[] = [];
  readonly unread: { channel: Channel; bytes: number }[] = [];

  incoming(channel: Channel): void {
    this.log.push(`incoming ${channel.label}`);
    this.channels.push(channel);
  }
  opened(channel: Channel): void {
    this.log.push(`opened ${channel.label}`);
  }
  message(channel: Channel, data: Uint8Array, isString: boolean): void {
    if (channel.state === 'closed') throw new Error('A message of a closed channel');
    this.messages.push({ channel, data, isString });
    this.unread.push({ channel, bytes: data.length });
  }
  bufferedAmountLow(channel: Channel): void {
    this.log.push(`low ${channel.label}`);
  }
  closing(channel: Channel): void {
    this.log.push(`closing ${channel.label}`);
  }
  closed(channel: Channel, error?: ProtocolError): void {
    this.log.push(`closed ${channel.label}`);
    this.errors.push(error);
  }
  read(): void {
    for (const { channel, bytes } of this.unread) channel.consumed(bytes);
    this.unread.length = 0;
  }
}

/** `a` is the DTLS client: even ids. */
export class Peers {
  readonly pair: Pair;
  readonly a: ChannelTable;
  readonly b: ChannelTable;
  readonly eventsA: TableRecorder;
  readonly eventsB: TableRecorder;
  /** What `a` sent and `b` has. */
  readonly released: Uint8Array[];

  constructor(seed: number = 1, maxChannels: number = 65_535, sctp: Partial<SctpOptions> = {}) {
    this.eventsA = new TableRecorder();
    this.eventsB = new TableRecorder();
    this.released = [];
    const release = (bytes: Uint8Array): void => void this.released.push(bytes);
    this.a = new ChannelTable({ maxChannels }, this.eventsA, { log: SILENT, release });
    this.b = new ChannelTable({ maxChannels }, this.eventsB, { log: SILENT });
    this.pair = new Pair({
      seed,
      a: sctp,
      b: sctp,
      eventsA: glue(this.a, () => this.pair.a.association),
      eventsB: glue(this.b, () => this.pair.b.association),
    });
    this.pair.a.beforePoll = now => {
      this.eventsA.read();
      this.a.flush(now);
    };
    this.pair.b.beforePoll = now => {
      this.eventsB.read();
      this.b.flush(now);
    };
  }

  connect(link: LinkOptions = {}): this {
    this.a.setRole('client');
    this.b.setRole('server');
    this.pair.a.association.connect(this.pair.now);
    this.pair.b.association.connect(this.pair.now);
    this.pair.settle();
    this.pair.link = link;
    return this;
  }
}

function glue(table: ChannelTable, association: () => Pair['a']['association']): AssociationEvents {
  return {
    connected: () => table.associationConnected(association()),
    message: (streamId, ppid, data) => table.message(streamId, ppid, data),
    bufferedAmountLow: streamId => table.bufferedAmountLow(streamId),
    incomingStreamsReset: ids => table.incomingStreamsReset(ids),
    outgoingStreamsReset: (ids, performed) => table.outgoingStreamsReset(ids, performed),
    restarted: () => table.associationClosed(),
    closed: error => table.associationClosed(error),
  };
}

export function init(label: string, more: Partial<ChannelInit> = {}): ChannelInit {
  return { label, protocol: '', ordered: true, negotiated: false, ...more };
}

export function channelOf(table: ChannelTable, more: ChannelInit, now: number): Channel {
  const channel = table.create(more, now);
  if (channel === undefined) throw new Error('No channel');
  return channel;
}
