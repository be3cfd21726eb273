/**
 * `RTCPeerConnection` as programs of 2012 to 2016 know it: the specification's class, with streams for tracks, constraints
 * for options, and callbacks that may be missing (W3C webrtc-pc, drafts up to 2016).
 */

import type { RTCAnswerOptions, RTCOfferOptions } from '../api/peer-connection/create-description.ts';
import type { RTCRtpTransceiverInit } from '../api/peer-connection/tracks.ts';
import type { RTCDTMFSender } from '../api/rtc-dtmf-sender.ts';
import type { RTCIceCandidateInit } from '../api/rtc-ice-candidate.ts';
import type { RTCRtpSender } from '../api/rtc-rtp-sender.ts';
import type { RTCRtpTransceiver } from '../api/rtc-rtp-transceiver.ts';
import type { RTCLocalSessionDescriptionInit, RTCSessionDescriptionInit } from '../api/rtc-session-description.ts';
import type { ServerOptions } from '../api/server-options.ts';
import { RTCPeerConnection as ModernPeerConnection } from '../index.ts';
import { isMediaStream, type MediaStream, type MediaStreamTrack } from '../media/index.ts';
import {
  defineEventHandlers,
  defineInterface,
  domException,
  type EventHandler,
  EventHandlers,
} from '../webidl/index.ts';
import { type LegacyConfiguration, readConfiguration } from './legacy-configuration.ts';
import { isConstraints, type MediaConstraints, offerOptions } from './media-constraints.ts';
import { MediaStreamEvent } from './media-stream-event.ts';
import { RemoteStreams } from './remote-streams.ts';

/** Called with an offer or answer. */
export type RTCSessionDescriptionCallback = (description: Required<RTCSessionDescriptionInit>) => unknown;
/** Called with what went wrong. */
export type RTCPeerConnectionErrorCallback = (error: DOMException) => unknown;
/** Called when it is done. */
export type VoidFunction = () => unknown;

/**
 * The class of today plus what it lost: `addStream` and its kin, `updateIce`, `createDTMFSender`. Every member of the
 * modern class works too, so that an old program can be brought up to date piece by piece.
 */
export class RTCPeerConnection extends ModernPeerConnection {
  /** The peer sends a stream. */
  declare onaddstream: EventHandler<MediaStreamEvent>;
  /** The peer no longer sends a stream. */
  declare onremovestream: EventHandler<MediaStreamEvent>;

  readonly #handlers: EventHandlers;
  readonly #remote: RemoteStreams;
  /** In the order in which they came. */
  readonly #local: Set<MediaStream>;

  /** The second argument is `MediaConstraints` as then, or the `ServerOptions` of the modern class. */
  constructor(configuration: LegacyConfiguration = {}, second: MediaConstraints | ServerOptions = {}) {
    const constraints = isConstraints(second) ? second : {};
    const options: ServerOptions = isConstraints(second) ? {} : second;
    const read = readConfiguration(configuration ?? {}, constraints);
    super(read.configuration, read.hidesPrivateAddresses ? { ...options, hideAddresses: 'mdns' } : options);
    this.#handlers = new EventHandlers(this);
    this.#local = new Set();
    this.#remote = new RemoteStreams(this, {
      added: stream => void this.dispatchEvent(new MediaStreamEvent('addstream', { stream })),
      removed: stream => void this.dispatchEvent(new MediaStreamEvent('removestream', { stream })),
    });
  }

  /** Sends all tracks of the stream that are not sent yet. */
  addStream(stream: MediaStream): void {
    if (!isMediaStream(stream)) {
      throw new TypeError("Failed to execute 'addStream' on 'RTCPeerConnection': parameter 1 is not a MediaStream.");
    }
    this.#local.add(stream);
    const sent = new Set(this.getSenders().map(({ track }) => track));
    for (const track of stream.getTracks()) if (!sent.has(track)) this.addTrack(track, stream);
  }

  /** Stops sending the tracks of the stream. */
  removeStream(stream: MediaStream): void {
    if (!this.#local.delete(stream)) return;
    const tracks = new Set<MediaStreamTrack | null>(stream.getTracks());
    for (const sender of this.getSenders()) {
      if (sender.track !== null && tracks.has(sender.track)) this.removeTrack(sender);
    }
  }

  /** The streams that were added, in that order. */
  getLocalStreams(): MediaStream[] {
    return [...this.#local];
  }

  /** The streams that the peer sends. */
  getRemoteStreams(): MediaStream[] {
    return this.#remote.list;
  }

  /** Local or remote; null if there is none. */
  getStreamById(id: string): MediaStream | null {
    return [...this.#local, ...this.#remote.list].find(stream => stream.id === String(id)) ?? null;
  }

  override addTrack(track: MediaStreamTrack, ...streams: MediaStream[]): RTCRtpSender {
    const sender = super.addTrack(track, ...streams);
    for (const stream of streams) this.#local.add(stream);
    return sender;
  }

  override addTransceiver(trackOrKind: MediaStreamTrack | string, init: RTCRtpTransceiverInit = {}): RTCRtpTransceiver {
    const transceiver = super.addTransceiver(trackOrKind, init);
    for (const stream of init?.streams ?? []) this.#local.add(stream);
    return transceiver;
  }

  /**
   * The sender of keys that belongs to a track which is being sent.
   *
   * @throws InvalidAccessError if no stream with this audio track was added.
   */
  createDTMFSender(track: MediaStreamTrack): RTCDTMFSender {
    const sender = this.getSenders().find(each => each.track === track);
    if (sender === undefined || sender.dtmf === null) {
      throw domException('InvalidAccessError', 'Keys go with an audio track that has been added to the connection.');
    }
    return sender.dtmf;
  }

  /** Changes what was configured, and starts ICE over with the next offer. */
  updateIce(configuration: LegacyConfiguration = {}, constraints: MediaConstraints = {}): void {
    const { configuration: changed } = readConfiguration(configuration, constraints);
    this.setConfiguration({ ...this.getConfiguration(), ...changed });
    this.restartIce();
  }

  /** As then, with callbacks, of which the second may be missing. */
  override createOffer(
    successCallback: RTCSessionDescriptionCallback,
    failureCallback?: RTCPeerConnectionErrorCallback,
    options?: RTCOfferOptions | MediaConstraints,
  ): Promise<void>;
  /** As today, or with constraints for options. */
  override createOffer(options?: RTCOfferOptions | MediaConstraints): Promise<Required<RTCSessionDescriptionInit>>;
  override createOffer(...args: unknown[]): Promise<unknown> {
    const [first, failure, options] = args;
    if (typeof first !== 'function') return super.createOffer(offerOptions(first as RTCOfferOptions | undefined));
    const success = first as RTCSessionDescriptionCallback;
    return super.createOffer(success, failureOr(failure), offerOptions(options as RTCOfferOptions | undefined));
  }

  /** As then, with callbacks, of which the second may be missing. */
  override createAnswer(
    successCallback: RTCSessionDescriptionCallback,
    failureCallback?: RTCPeerConnectionErrorCallback,
    constraints?: MediaConstraints,
  ): Promise<void>;
  /** As today. */
  override createAnswer(options?: RTCAnswerOptions): Promise<Required<RTCSessionDescriptionInit>>;
  override createAnswer(...args: unknown[]): Promise<unknown> {
    const [first, failure] = args;
    if (typeof first !== 'function') return super.createAnswer(first as RTCAnswerOptions | undefined);
    return super.createAnswer(first as RTCSessionDescriptionCallback, failureOr(failure));
  }

  /** As today, or with callbacks. */
  override setLocalDescription(
    description?: RTCLocalSessionDescriptionInit,
    successCallback?: VoidFunction,
    failureCallback?: RTCPeerConnectionErrorCallback,
  ): Promise<void> {
    if (typeof successCallback !== 'function') return super.setLocalDescription(description);
    return super.setLocalDescription(description ?? {}, successCallback, failureOr(failureCallback));
  }

  /** As today, or with callbacks. */
  override setRemoteDescription(
    description: RTCSessionDescriptionInit,
    successCallback?: VoidFunction,
    failureCallback?: RTCPeerConnectionErrorCallback,
  ): Promise<void> {
    if (typeof successCallback !== 'function') return super.setRemoteDescription(description);
    return super.setRemoteDescription(description, successCallback, failureOr(failureCallback));
  }

  /** As today, or with callbacks. */
  override addIceCandidate(
    candidate?: RTCIceCandidateInit | null,
    successCallback?: VoidFunction,
    failureCallback?: RTCPeerConnectionErrorCallback,
  ): Promise<void> {
    if (typeof successCallback !== 'function') return super.addIceCandidate(candidate);
    return super.addIceCandidate(candidate as RTCIceCandidateInit, successCallback, failureOr(failureCallback));
  }

  static {
    defineEventHandlers(RTCPeerConnection, connection => connection.#handlers, ['addstream', 'removestream']);
    defineInterface(RTCPeerConnection, 'RTCPeerConnection');
  }
}

/** Old programs left the failure callback out. What nobody wants to hear of is an unhandled rejection, as with promises. */
function failureOr(given: unknown): RTCPeerConnectionErrorCallback {
  if (typeof given === 'function') return given as RTCPeerConnectionErrorCallback;
  return error => void Promise.reject(error);
}
