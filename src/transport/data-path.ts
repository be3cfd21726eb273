/** `DataPath`: DTLS application data ↔ SCTP association ↔ channel table (RFC 8261, RFC 8831 §5). */

import { type ProtocolError } from '../base/errors.ts';
import type { Duration, Instant } from '../base/instant.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { ChannelTableOptions } from '../datachannel/index.ts';
import { ChannelTable } from '../datachannel/index.ts';
import type { CandidatePair } from '../ice/index.ts';
import type { NetworkInterface } from '../runtime/network.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { AssociationEnv, AssociationEvents, ExchangedInits, SctpOptions, SctpPath } from '../sctp/index.ts';
import { SctpAssociation } from '../sctp/index.ts';
import { ChannelOutlet } from './channel-outlet.ts';
import type { TransportCounters } from './counters.ts';
import type { SctpTransportState, TransportEvents } from './events.ts';
import { sctpPath } from './sctp-path.ts';

/**
 * How long the DTLS client waits for the INIT of the server, which was connected first: its INIT follows its Finished. With
 * a server that leaves it to us, this is what is lost.
 */
const PEER_FIRST: Duration = 5;

/**
 * RFC 9260 §16 recommends an HB.interval of 30 s for paths that nothing else watches. Consent (RFC 7675) watches ours, and
 * at 30 s HEARTBEATs are a fifth of the work of an idle process.
 */
const HEARTBEATS: Duration = 300_000;

export interface DataPathEnv {
  readonly crypto: CryptoProvider;
  readonly random: Random;
  readonly allocate: Runtime['allocate'];
  readonly release: Runtime['release'];
  readonly log: Logger;
}

export class DataPath implements AssociationEvents, AssociationEnv {
  // What the association asks of its surroundings.
  readonly random: Random;
  readonly log: Logger;
  readonly allocate: Runtime['allocate'];
  readonly release: Runtime['release'];

  /** Of the association that there is or is to be. */
  table: ChannelTable;
  /** Once DTLS is connected and the descriptions have agreed on it. Only the path sets it. */
  association: SctpAssociation | undefined;
  readonly #tableOptions: Partial<ChannelTableOptions>;
  readonly #events: TransportEvents;
  readonly #counters: TransportCounters;
  readonly #crypto: CryptoProvider;
  /** From `start` until the association is made. */
  #options: Partial<SctpOptions> | undefined;
  /** Likewise, if the descriptions had them. */
  #inits: ExchangedInits | undefined;
  #state: SctpTransportState;
  #path: SctpPath | undefined;
  /** Our role in DTLS, once it is agreed. */
  #role: 'client' | 'server' | undefined;
  /** The same; undefined while DTLS is not connected. */
  #carrier: 'client' | 'server' | undefined;
  /** What the channels tell goes through it. */
  readonly #outlet: ChannelOutlet;

  constructor(
    options: Partial<ChannelTableOptions>,
    events: TransportEvents,
    counters: TransportCounters,
    env: DataPathEnv,
  ) {
    this.random = env.random;
    this.log = env.log;
    this.allocate = env.allocate;
    this.release = env.release;
    this.#tableOptions = options;
    this.#events = events;
    this.#counters = counters;
    this.#crypto = env.crypto;
    this.#options = undefined;
    this.#inits = undefined;
    this.association = undefined;
    this.#state = 'new';
    this.#path = undefined;
    this.#role = undefined;
    this.#carrier = undefined;
    this.#outlet = new ChannelOutlet(events);
    this.table = new ChannelTable(options, this.#outlet, this);
  }

  get state(): SctpTransportState {
    return this.#state;
  }

  /** The descriptions have agreed on who is who in DTLS: the ids of channels go by that. */
  setRole(role: 'client' | 'server'): void {
    this.#role = role;
    this.table.setRole(role);
  }

  /** The descriptions have agreed on SCTP. The first call counts, and the first after `stop`. */
  start(options: Partial<SctpOptions>, now: Instant, inits?: ExchangedInits): void {
    if (this.#state !== 'new') return;
    this.#options = options;
    this.#inits = inits;
    this.#change('connecting');
    this.#connect(now);
  }

  /** The descriptions have done with SCTP: an ABORT is owed, channels close, and what comes next begins anew. */
  stop(now: Instant): void {
    if (this.#state === 'new') return;
    this.association?.abort(now);
    this.#options = undefined;
    this.#end(undefined);
    this.#state = 'new';
    this.table = new ChannelTable(this.#tableOptions, this.#outlet, this);
    if (this.#role !== undefined) this.table.setRole(this.#role);
  }

  /** DTLS is connected, in this role of ours. */
  carrierConnected(role: 'client' | 'server', now: Instant): void {
    this.#carrier = role;
    this.#connect(now);
  }

  /** DTLS ended: nothing can be sent or received any more. */
  carrierClosed(error: ProtocolError | undefined, now: Instant): void {
    this.#carrier = undefined;
    this.#end(error);
    this.association?.abort(now);
  }

  /** Our own end: an ABORT is owed, no event follows. */
  close(now: Instant): void {
    this.mute();
    this.association?.abort(now);
    this.#end(undefined);
  }

  /** From here on no event leaves. */
  mute(): void {
    this.#outlet.muted = true;
  }

  /** One SCTP packet, out of one DTLS record, and the memory that holds nothing else. @hot */
  receive(packet: Uint8Array, memory: Uint8Array | undefined, now: Instant): void {
    if (this.association === undefined) this.#counters.drops.drop('early-sctp');
    else this.association.receive(packet, now, memory);
  }

  /** Packets take another path from here on. */
  pairSelected(pair: CandidatePair, interfaces: readonly NetworkInterface[], now: Instant): void {
    const path = sctpPath(pair, interfaces);
    this.#path = path;
    if (this.#state !== 'closed') this.association?.pathChanged(path, now);
  }

  pathRestored(now: Instant): void {
    if (this.#state !== 'closed') this.association?.pathRestored(now);
  }

  /** What the channels owe goes to the association, whose packets can be pulled then. @hot */
  flush(now: Instant): SctpAssociation | undefined {
    const { association } = this;
    if (association === undefined) return undefined;
    // One that the peer restarted ended here alone: an ABORT tells it.
    if (this.#state === 'closed') association.abort(now);
    else if (this.table.owes) this.table.flush(now);
    return association;
  }

  #connect(now: Instant): void {
    if (this.#carrier === undefined || this.#options === undefined || this.#state === 'closed') return;
    const inits = this.#inits;
    this.association = new SctpAssociation({ heartbeatInterval: HEARTBEATS, ...this.#options }, this, this);
    this.#options = undefined;
    this.#inits = undefined;
    if (this.#path !== undefined) this.association.pathChanged(this.#path, now);
    this.association.connect(now, this.#carrier === 'client' ? PEER_FIRST : 0, inits);
  }

  #change(state: SctpTransportState, error?: ProtocolError): void {
    if (this.#state === state) return;
    this.#state = state;
    if (!this.#outlet.muted) this.#events.sctpState(state, error);
  }

  #end(error: ProtocolError | undefined): void {
    if (this.#state === 'closed') return;
    this.#change('closed', error);
    this.table.associationClosed(error);
  }

  // --- What else the association asks, and what it tells. ---

  hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
    return this.#crypto.hmac('sha256', key, data);
  }

  connected(): void {
    this.#change('connected');
    this.table.associationConnected(this.association as SctpAssociation);
  }

  /** @hot */
  message(streamId: number, ppid: number, data: Uint8Array): void {
    this.table.message(streamId, ppid, data);
  }

  bufferedAmountLow(streamId: number): void {
    this.table.bufferedAmountLow(streamId);
  }

  incomingStreamsReset(streamIds: readonly number[]): void {
    this.table.incomingStreamsReset(streamIds);
  }

  outgoingStreamsReset(streamIds: readonly number[], performed: boolean): void {
    this.table.outgoingStreamsReset(streamIds, performed);
  }

  /** RFC 8831 §6.2 knows no restart: a peer that lost its association has lost its channels too. */
  restarted(): void {
    this.#end(undefined);
  }

  closed(error?: ProtocolError): void {
    this.#end(error);
  }
}
