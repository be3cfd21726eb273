/** The record of one association that its procedures (handshake, shutdown, stream reset, heartbeat) work on. */

import { Deadline } from '../base/deadline.ts';
import { Deque } from '../base/deque.ts';
import { DropCounters, ProtocolError } from '../base/errors.ts';
import { randomU32 } from '../base/random.ts';
import type { AssociationEnv, AssociationEvents, SctpCounters, SctpDropReason } from './events.ts';
import type { SctpOptions } from './options.ts';
import { writeChunk } from './packet/control.ts';
import { commonExtensions, type Extensions, NO_EXTENSIONS } from './packet/extensions.ts';
import { ChunkType, PacketWriter, padded } from './packet/packet.ts';
import { DataTracker } from './rx/data-tracker.ts';
import { InterleavedReassembly } from './rx/interleaved-reassembly.ts';
import { NO_REASSEMBLY, OVERHEAD_BYTES, type Reassembly, type ReassemblySink } from './rx/reassembly.ts';
import { ReassemblyQueue } from './rx/reassembly-queue.ts';
import { ReceiveWindow } from './rx/receive-window.ts';
import type { AssociationState } from './state.ts';
import { PathMtu, type SctpPath } from './tx/path-mtu.ts';
import { RetransmissionQueue } from './tx/retransmission-queue.ts';
import { Rto } from './tx/rto.ts';
import { SendQueue } from './tx/send-queue.ts';

const NO_BYTES = new Uint8Array(0);
/** Before the peer is known, and after the end: DATA is not taken then, and no SACK is owed. */
const NO_TRACKER = new DataTracker(0, 0, 0);

/** What an INIT, an INIT ACK or a cookie says of the peer. */
export interface PeerParameters {
  readonly tag: number;
  readonly initialTsn: number;
  readonly rwnd: number;
  readonly outboundStreams: number;
  readonly inboundStreams: number;
  readonly extensions: Extensions;
}

/** The one RE-CONFIG request of ours that is under way (RFC 6525 §5.1.1 allows one). */
export interface OutgoingReset {
  readonly chunk: Uint8Array;
  readonly requestSequence: number;
  readonly streamIds: readonly number[];
}

/** A reset of the peer's that waits for the TSNs before it (RFC 6525 §5.2.2). */
export interface DeferredReset {
  readonly requestSequence: number;
  readonly lastTsn: number;
  readonly streamIds: readonly number[];
}

export class AssociationContext implements ReassemblySink {
  readonly options: SctpOptions;
  readonly events: AssociationEvents;
  readonly env: AssociationEnv;
  readonly counters: SctpCounters;
  readonly writer: PacketWriter;
  state: AssociationState;
  /** The association is over; nothing is sent or told any more, but for what `replies` still holds. */
  ended: boolean;
  localTag: number;
  localInitialTsn: number;
  /** 0 until the peer's INIT or INIT ACK was taken. */
  peerTag: number;
  peerInitialTsn: number;
  outboundStreams: number;
  inboundStreams: number;
  /** What both sides speak. */
  extensions: Readonly<Extensions>;
  /** Whole packets that wait for the flush: INIT, INIT ACK, COOKIE ECHO, ABORT and what answers strangers. */
  readonly replies: Deque<Uint8Array>;
  /** Chunks that wait to share a packet. */
  readonly control: Deque<Uint8Array>;
  readonly t1: Deadline;
  t1Expiries: number;
  /** Tag of the last INIT that was answered before the association was up. */
  answeredTag: number;
  /** An INIT or INIT ACK of ours led to nothing: they leave out what old peers stumble over. */
  plain: boolean;
  /** Our INIT waits for T1: the peer's may come first. */
  initDeferred: boolean;
  /** The chunk that is sent again until it is answered. */
  cookieEcho: Uint8Array | undefined;
  /** It leaves with the next packet, before all else. */
  echoOwed: boolean;
  cookieKey: Uint8Array | undefined;
  readonly t2: Deadline;
  /** RFC 9260 §8.1: consecutive timeouts without a word from the peer. */
  errorCount: number;
  rto: Rto;
  readonly queue: SendQueue;
  tx: RetransmissionQueue;
  tracker: DataTracker;
  reassembly: Reassembly;
  readonly window: ReceiveWindow;
  advertisedRwnd: number;
  readonly heartbeat: Deadline;
  /** The answer that an outstanding HEARTBEAT must bring back. */
  heartbeatNonce: Uint8Array | undefined;
  /** Undefined until it is known; without it packets stay as small as `mtu`. */
  path: SctpPath | undefined;
  readonly pathMtu: PathMtu;
  /** Names the path in probes, so that answers from the one before do not count. */
  pathNonce: Uint8Array;
  readonly reconfig: Deadline;
  nextRequestSequence: number;
  outgoingReset: OutgoingReset | undefined;
  pendingResets: number[];
  /** The next request sequence number that the peer should use. */
  expectedRequestSequence: number;
  /** Results of the peer's last two requests: of even and of odd number. */
  readonly lastResponses: [number, number];
  deferredReset: DeferredReset | undefined;

  constructor(options: SctpOptions, events: AssociationEvents, env: AssociationEnv) {
    this.options = options;
    this.events = events;
    this.env = env;
    this.counters = emptyCounters();
    this.writer = new PacketWriter();
    this.state = 'closed';
    this.ended = false;
    // RFC 9260 §5.3.1: a random tag, and never 0.
    this.localTag = randomTag(env);
    this.localInitialTsn = randomU32(env.random);
    this.peerTag = 0;
    this.peerInitialTsn = 0;
    this.outboundStreams = options.outboundStreams;
    this.inboundStreams = options.inboundStreams;
    this.extensions = NO_EXTENSIONS;
    this.replies = new Deque();
    this.control = new Deque();
    this.t1 = new Deadline();
    this.t1Expiries = 0;
    this.answeredTag = 0;
    this.plain = false;
    this.initDeferred = false;
    this.cookieEcho = undefined;
    this.echoOwed = false;
    this.cookieKey = undefined;
    this.t2 = new Deadline();
    this.errorCount = 0;
    this.rto = new Rto(options);
    this.queue = new SendQueue(events);
    this.tx = this.#sender();
    this.tracker = NO_TRACKER;
    this.reassembly = NO_REASSEMBLY;
    this.window = new ReceiveWindow(options.receiveWindow, options.maxReceiveWindow);
    this.advertisedRwnd = options.receiveWindow;
    this.heartbeat = new Deadline();
    this.heartbeatNonce = undefined;
    this.path = undefined;
    this.pathMtu = new PathMtu(options.mtu);
    this.pathNonce = NO_BYTES;
    this.reconfig = new Deadline();
    this.nextRequestSequence = this.localInitialTsn;
    this.outgoingReset = undefined;
    this.pendingResets = [];
    this.expectedRequestSequence = 0;
    this.lastResponses = [0, 0];
    this.deferredReset = undefined;
  }

  get connected(): boolean {
    return this.peerTag !== 0 && this.state !== 'closed' && this.state !== 'cookie-wait';
  }

  /** Bytes that may still come; the partial message in TSN order is not in this account. */
  get rwnd(): number {
    return Math.max(0, this.window.size - this.reassembly.waitingBytes);
  }

  /** A whole message whose turn it is. @hot */
  deliver(streamId: number, ppid: number, data: Uint8Array): void {
    this.counters.messagesReceived++;
    this.events.message(streamId, ppid, data);
  }

  drop(reason: SctpDropReason): void {
    this.counters.drops.drop(reason);
  }

  /** RFC 9260 §5.1: takes over what the peer said of itself. */
  setPeer(peer: PeerParameters): void {
    this.peerTag = peer.tag;
    this.peerInitialTsn = peer.initialTsn;
    // RFC 9260 §5.1.1: we send on no more streams than the peer takes.
    this.outboundStreams = Math.min(this.options.outboundStreams, peer.inboundStreams);
    this.inboundStreams = Math.min(this.options.inboundStreams, peer.outboundStreams);
    this.extensions = commonExtensions(this.options.extensions, peer.extensions);
    this.tracker = new DataTracker(peer.initialTsn, this.options.maxTsnDistance, this.options.maxGapRanges);
    this.reassembly = this.#reassembly();
    this.tx.peerKnown(peer.rwnd, this.extensions);
    // RFC 6525 §5.2.1: request sequence numbers start at the initial TSN.
    this.expectedRequestSequence = peer.initialTsn;
  }

  /** What our side is known by. Before anything was sent, or with all of it forgotten. */
  begin(localTag: number, localInitialTsn: number): void {
    this.localTag = localTag;
    this.localInitialTsn = localInitialTsn;
    this.tx = this.#sender();
    this.nextRequestSequence = localInitialTsn;
  }

  /** RFC 9260 §5.2.4 A: the peer restarted; nothing of the old association is left. */
  restart(localTag: number, localInitialTsn: number, peer: PeerParameters): void {
    this.queue.clear();
    this.control.clear();
    this.rto = new Rto(this.options);
    this.begin(localTag, localInitialTsn);
    this.t2.stop();
    this.reconfig.stop();
    this.outgoingReset = undefined;
    this.pendingResets = [];
    this.lastResponses.fill(0);
    this.deferredReset = undefined;
    this.heartbeatNonce = undefined;
    this.setPeer(peer);
  }

  /** A chunk for the next packet. False if too many wait already. */
  queueControl(chunk: Uint8Array): boolean {
    if (this.control.length >= this.options.maxQueuedControl || padded(chunk.length) > this.options.mtu - 12) {
      this.drop('control-queue-full');
      return false;
    }
    this.control.push(chunk);
    return true;
  }

  /** A packet of its own with one chunk, perhaps padded by another. */
  queuePacket(verificationTag: number, chunk: Uint8Array, padding: Uint8Array = NO_BYTES): void {
    if (this.replies.length >= this.options.maxQueuedControl) {
      this.drop('control-queue-full');
      return;
    }
    const length = 12 + padded(chunk.length) + padding.length;
    this.writer.begin(this.options.localPort, this.options.remotePort, verificationTag, length);
    this.writer.chunk(chunk);
    this.writer.chunk(padding);
    this.replies.push(this.writer.finish());
  }

  /** The end, told to the peer. */
  abortWith(cause: Uint8Array, error: ProtocolError | undefined): void {
    if (this.ended) return;
    if (this.peerTag !== 0) {
      this.replies.clear();
      this.queuePacket(this.peerTag, writeChunk(ChunkType.abort, 0, cause));
    }
    this.end(error, true);
  }

  /** The end. `tell` is false where the owner asked for it. */
  end(error: ProtocolError | undefined, tell: boolean): void {
    if (this.ended) return;
    this.ended = true;
    this.state = 'closed';
    for (const deadline of [this.t1, this.t2, this.heartbeat, this.reconfig]) deadline.stop();
    this.pathMtu.stop();
    this.control.clear();
    this.tx = this.#sender();
    this.tracker = NO_TRACKER;
    this.reassembly = NO_REASSEMBLY;
    if (tell) this.events.closed(error);
    // Not before: whoever is told may ask how much did not leave.
    this.queue.clear();
  }

  /** RFC 9260 §8.1: one more timeout. False, and it is over, if that was one too many. */
  countError(): boolean {
    this.errorCount++;
    if (this.errorCount <= this.options.maxRetransmissions) return true;
    this.abortWith(
      new Uint8Array(0),
      new ProtocolError('sctp', 'retransmission-limit', 'The peer has not answered for too long.', {
        section: 'RFC 9260 §8.1',
      }),
    );
    return false;
  }

  /** Path MTU discovery has learned something. */
  packetSizeChanged(): void {
    const { mtu } = this.pathMtu;
    // A TSN once given cannot be cut anew (RFC 9260 §6.9), so that fragments stay as small as the smallest packet, many
    // to a large one; only on a path that cannot narrow they fill it.
    this.tx.setPacketSize(mtu, this.path?.local === true ? mtu : this.options.mtu);
  }

  get allocate(): AssociationEnv['allocate'] {
    return this.env.allocate;
  }

  #sender(): RetransmissionQueue {
    const { mtu, initialWindowPackets, congestionControl } = this.options;
    const options = { mtu, initialWindowPackets, congestionControl, initialTsn: this.localInitialTsn };
    return new RetransmissionQueue(options, this.queue, this.rto, this.counters);
  }

  #reassembly(): Reassembly {
    const { maxMessageSize, maxPartialBytes } = this.options;
    if (!this.extensions.interleaving) return new ReassemblyQueue(this, maxMessageSize);
    return new InterleavedReassembly(this, maxMessageSize, Math.max(maxMessageSize, maxPartialBytes));
  }
}

/** Window that `a_rwnd` must have grown by before the peer is told without being asked. */
export function windowUpdateDue(ctx: AssociationContext): boolean {
  const { size } = ctx.window;
  const grown = size - ctx.reassembly.waitingBytes - ctx.advertisedRwnd;
  return grown >= Math.max(2 * ctx.options.mtu, (size >>> 2) - OVERHEAD_BYTES);
}

export function randomTag(env: AssociationEnv): number {
  return randomU32(env.random) || 1;
}

function emptyCounters(): SctpCounters {
  return {
    packetsSent: 0,
    packetsReceived: 0,
    bytesSent: 0,
    bytesReceived: 0,
    dataChunksSent: 0,
    dataChunksReceived: 0,
    duplicateChunks: 0,
    retransmissions: 0,
    fastRetransmissions: 0,
    retransmissionTimeouts: 0,
    sacksSent: 0,
    sacksReceived: 0,
    messagesSent: 0,
    messagesReceived: 0,
    messagesAbandoned: 0,
    drops: new DropCounters(),
  };
}
