/** Media on its way from the transport to a track: the source of a receiver's track (W3C webrtc-pc §5.3, §9.3). */

import type { Duration, Instant } from '../base/instant.ts';
import { SinkList, setMuted, type TrackSink, type TrackSource } from '../media/index.ts';
import type { MediaKind } from '../rtp/parameters.ts';
import type { ReceivedFrame, ReceivedPacket, ReceivedTone, ReceiveEvents } from '../streams/ports.ts';
import type { PeerTransport, ReceiverHandle } from '../transport/index.ts';
import { fire } from '../webidl/index.ts';
import type { ReceiverSlots } from './rtp-receiver-slots.ts';
import { SourceWatch } from './source-watch.ts';

/** RFC 3550 §6.2.1: "some straggler data packets might arrive after the BYE"; those of a path come this late at most. */
const STRAGGLE: Duration = 250;

/** Packets go to the track's sinks at once; frames are put together only while a sink wants some. */
export class ReceiverFlow implements TrackSource, ReceiveEvents {
  readonly settings: Readonly<Record<string, unknown>> = {};
  /** §9.3.1: "MediaStreamTrack.getCapabilities() MUST always return the empty set … on remote tracks". */
  readonly capabilities: Readonly<Record<string, unknown>> = {};
  readonly #receiver: ReceiverSlots;
  readonly #sinks: SinkList;
  #transport: PeerTransport | undefined;
  #handle: ReceiverHandle | undefined;
  #wantsFrames: boolean;
  readonly #sources: SourceWatch;
  /** What has changed of the sources that a task on its way will tell. */
  #ssrcChanged: boolean;
  #csrcsChanged: boolean;
  /** The track is unmuted, or a task that unmutes it is on its way. */
  #flowing: boolean;
  /** The sources that said BYE, and when the last of them did. */
  #ended: readonly number[];
  #endedAt: Instant;

  constructor(receiver: ReceiverSlots) {
    this.#receiver = receiver;
    this.#sinks = new SinkList(() => this.#sinksChanged());
    this.#transport = undefined;
    this.#handle = undefined;
    this.#wantsFrames = false;
    this.#sources = new SourceWatch((ssrc, csrcs) => this.#sourcesChanged(ssrc, csrcs));
    this.#ssrcChanged = false;
    this.#csrcsChanged = false;
    this.#flowing = false;
    this.#ended = [];
    this.#endedAt = 0;
  }

  get handle(): ReceiverHandle | undefined {
    return this.#handle;
  }

  /** Brings what is received in line with the slots, after an answer. */
  update(): void {
    const receiver = this.#receiver;
    const { transceiver, kind, negotiatedCodecs, headerExtensions, rids, remoteSources, reducedSizeRtcp } = receiver;
    const transport = receiver.mediaTransport?.transport;
    if (transport !== this.#transport) {
      this.#handle?.stop();
      this.#handle = undefined;
      this.#transport = transport;
    }
    if (transceiver.stopping) return;
    if (this.#handle === undefined && negotiatedCodecs.length > 0 && transport !== undefined) {
      this.#handle = transport.createReceiver(this);
      if (this.#wantsFrames) this.#handle.wantFrames(true);
    }
    this.#handle?.configure({
      mid: transceiver.mid ?? '',
      kind,
      codecs: negotiatedCodecs,
      headerExtensions,
      rids,
      sources: remoteSources,
      reducedSizeRtcp,
      jitterBufferTarget: receiver.jitterBufferTarget ?? 0,
    });
  }

  /** "Stop receiving media with receiver." */
  halt(): void {
    this.#handle?.stop();
  }

  /** The track was muted by a description: the next packet unmutes it. */
  muted(): void {
    this.#flowing = false;
  }

  // --- TrackSource ---

  get kind(): MediaKind {
    return this.#receiver.kind;
  }

  get rids(): readonly string[] {
    return this.#receiver.rids;
  }

  subscribe(sink: TrackSink): void {
    this.#sinks.add(sink);
  }

  unsubscribe(sink: TrackSink): void {
    this.#sinks.remove(sink);
  }

  requestKeyFrame(layer: number): void {
    this.#handle?.requestKeyFrame(this.rids[layer]);
  }

  /** §5.3 track: "Since receiver.track.stop() does not implicitly stop receiver, Receiver Reports continue to be sent." */
  stop(): void {}

  #sinksChanged(): void {
    const wanted = this.#sinks.wants('frames') || this.#sinks.wants('samples');
    if (wanted === this.#wantsFrames) return;
    this.#wantsFrames = wanted;
    this.#handle?.wantFrames(wanted);
  }

  // --- ReceiveEvents ---

  /** @hot */
  packet(packet: ReceivedPacket): void {
    if (!this.#receiver.transceiver.receptive) return;
    if (!this.#flowing && !this.#straggles(packet.packet.ssrc)) this.#unmute();
    // Simulcast is several sources at a time.
    if (this.#receiver.rids.length === 0) this.#sources.packet(packet.packet);
    this.#sinks.packet(packet);
  }

  frame(frame: ReceivedFrame): void {
    if (!this.#receiver.transceiver.receptive) return;
    const layer = frame.rid === undefined ? 0 : this.rids.indexOf(frame.rid);
    if (layer >= 0) this.#sinks.frame(frame, layer);
  }

  /** Its packet follows, and unmutes. */
  started(): void {}

  /** §9.3: "… is removed due to reception of a BYE, it MUST queue a task to set the muted state … to true." */
  stopped(ssrcs: readonly number[]): void {
    const { connection, track } = this.#receiver;
    this.#flowing = false;
    this.#ended = ssrcs;
    this.#endedAt = connection.runtime.clock.now();
    connection.tasks.queue(() => {
      if (!this.#flowing && track.readyState === 'live') setMuted(track, true);
    });
  }

  tone(tone: ReceivedTone): void {
    this.#receiver.dtmf?.receive(tone);
  }

  #sourcesChanged(ssrc: boolean, csrcs: boolean): void {
    const waiting = this.#ssrcChanged || this.#csrcsChanged;
    if (ssrc) this.#ssrcChanged = true;
    if (csrcs) this.#csrcsChanged = true;
    if (waiting) return;
    const { connection, object } = this.#receiver;
    connection.tasks.queue(() => {
      const types = [...(this.#ssrcChanged ? ['ssrcchange'] : []), ...(this.#csrcsChanged ? ['csrcchange'] : [])];
      this.#ssrcChanged = false;
      this.#csrcsChanged = false;
      for (const type of types) fire(object, type);
    });
  }

  /** What its BYE has overtaken is media like any other, but no sign that the source goes on. */
  #straggles(ssrc: number): boolean {
    return this.#ended.includes(ssrc) && this.#receiver.connection.runtime.clock.now() - this.#endedAt < STRAGGLE;
  }

  /** §9.3: "Whenever an RTCRtpReceiver receives data on an RTP source whose corresponding MediaStreamTrack is muted …" */
  #unmute(): void {
    this.#flowing = true;
    const { connection, track, transceiver } = this.#receiver;
    connection.tasks.queue(() => {
      if (this.#flowing && transceiver.receptive && track.readyState === 'live') setMuted(track, false);
    });
  }
}
