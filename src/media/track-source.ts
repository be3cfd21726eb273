/**
 * Where a track's media comes from and where it goes: the seam between tracks and the connection's senders and receivers.
 *
 * A `MediaStreamTrack` has one source; sinks subscribe to the track. The source delivers what it has: RTP packets
 * (a received or forwarded track), encoded frames, or raw samples; a sink takes those it can use.
 */

import type { MediaKind } from '../rtp/parameters.ts';
import type { EncodedFrame, ReceivedPacket } from '../streams/ports.ts';
import type { MediaTrackCapabilities, MediaTrackSettings } from './constraints.ts';

/** Raw audio: interleaved 16-bit samples. */
export interface AudioSamples {
  /** −32768 to 32767, the channels of one moment side by side. */
  readonly data: Int16Array;
  /** Hz. */
  readonly sampleRate: number;
  /** Channels of audio. */
  readonly channels: number;
  /** Microseconds on the source's clock. */
  readonly timestamp: number;
}

/** The forms that media takes on its way. `any` of a sink: whatever the source has at first hand. */
export type MediaForm = 'packets' | 'frames' | 'samples' | 'any';

/** Takes a track's media. A method is called synchronously, from inside the turn: it must not run user code. */
export interface TrackSink {
  /**
   * Which form to deliver, if the source has several: a sender forwards packets, a reader may want frames. A source
   * without the form delivers the nearest it has, so a sink is ready for each.
   */
  readonly wants: MediaForm;
  /**
   * Of a source that encodes by itself: by how much smaller each layer of its pictures is to be, 1 or more
   * (`scaleResolutionDownBy`). Other sources have the layers they have. Undefined: one, as it is.
   */
  readonly scales?: readonly number[] | undefined;
  /** The `rid` of a simulcast source is in the packet. */
  packet(packet: ReceivedPacket): void;
  /** An encoded frame of a layer. */
  frame(frame: EncodedFrame, layer: number): void;
  /** A piece of sound. */
  samples(samples: AudioSamples): void;
}

/** Produces a track's media. */
export interface TrackSource {
  /** Sound or pictures. */
  readonly kind: MediaKind;
  /** Simulcast: the rids of the layers, by the number of a layer. Empty if there is one without a rid. */
  readonly rids: readonly string[];
  /** From now on the sink gets what there is. */
  subscribe(sink: TrackSink): void;
  /** The sink gets nothing any more. */
  unsubscribe(sink: TrackSink): void;
  /** Somebody downstream cannot decode without one. `layer` is the encoding (simulcast), 0 if there is one. */
  requestKeyFrame(layer: number): void;
  /** Width and height and the like, for `getSettings()`; what is not known is left out. */
  readonly settings: Readonly<MediaTrackSettings>;
  /** For `getCapabilities()` and the constraints; empty if nothing can be chosen. */
  readonly capabilities: Readonly<MediaTrackCapabilities>;
  /** The last track of this source was stopped. */
  stop(): void;
}
