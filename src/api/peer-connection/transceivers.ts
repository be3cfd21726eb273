/** Transceivers: made, collected, stopped (W3C webrtc-pc §5.1, §5.2, §5.4). */

import { randomU32 } from '../../base/random.ts';
import { endTrack, type MediaStreamTrack, randomUuid } from '../../media/index.ts';
import type { MediaKind } from '../../rtp/parameters.ts';
import { DtmfSlots } from '../dtmf-slots.ts';
import { createDtmfSender } from '../rtc-dtmf-sender.ts';
import { createReceiver } from '../rtc-rtp-receiver.ts';
import { createSender } from '../rtc-rtp-sender.ts';
import { createTransceiverObject } from '../rtc-rtp-transceiver.ts';
import type { EncodingParameters } from '../rtp-parameters.ts';
import { ReceiverSlots } from '../rtp-receiver-slots.ts';
import { type SendEncodingSlot, SenderSlots } from '../rtp-sender-slots.ts';
import { type Direction, TransceiverSlots } from '../rtp-transceiver-slots.ts';
import { defaultEncodings } from './send-encodings.ts';
import type { ConnectionSlots } from './slots.ts';

export interface TransceiverInit {
  readonly kind: MediaKind;
  readonly track: MediaStreamTrack | null;
  readonly streamIds: readonly string[];
  readonly direction: Direction;
  /** Empty for the default. */
  readonly encodings: readonly EncodingParameters[];
}

/** Creates sender, receiver and transceiver, and adds it to the connection's set of transceivers. */
export function addTransceiverSlots(connection: ConnectionSlots, init: TransceiverInit): TransceiverSlots {
  const { kind, track, streamIds, direction, encodings } = init;
  const sender = new SenderSlots(connection, kind, randomUuid(connection.runtime.random));
  // "Create an RTCRtpSender", steps 2 to 11.
  sender.track = track;
  if (kind === 'audio') {
    sender.dtmf = new DtmfSlots(sender);
    sender.dtmf.object = createDtmfSender(sender.dtmf);
  }
  sender.associatedMediaStreamIds = [...new Set(streamIds)];
  sender.sendEncodings = encodingSlots(connection, kind, encodings.length > 0 ? encodings : defaultEncodings(kind));
  sender.object = createSender(sender);
  const receiver = new ReceiverSlots(connection, kind);
  receiver.object = createReceiver(receiver);
  const transceiver = new TransceiverSlots(connection.transceiversMade++, sender, receiver, direction);
  transceiver.object = createTransceiverObject(transceiver);
  connection.transceivers = [...connection.transceivers, transceiver];
  return transceiver;
}

/** Gives encodings their sources. */
export function encodingSlots(
  connection: ConnectionSlots,
  kind: MediaKind,
  encodings: readonly EncodingParameters[],
): SendEncodingSlot[] {
  return encodings.map(parameters => ({
    parameters,
    ssrc: newSsrc(connection),
    rtxSsrc: kind === 'video' ? newSsrc(connection) : undefined,
  }));
}

/** RFC 3550 §8.1: "… chosen randomly", and unlike any other of ours. Those of the peer are told apart by the path. */
function newSsrc(connection: ConnectionSlots): number {
  for (;;) {
    const ssrc = randomU32(connection.runtime.random);
    if (ssrc === 0 || connection.ssrcs.has(ssrc)) continue;
    connection.ssrcs.add(ssrc);
    return ssrc;
  }
}

/** CollectSenders: of transceivers that are not stopped. */
export function collectSenders(connection: ConnectionSlots): SenderSlots[] {
  return connection.transceivers.filter(({ stopped }) => !stopped).map(({ sender }) => sender);
}

/** "Stop sending and receiving", with `disappear` false. */
export function stopSendingAndReceiving(transceiver: TransceiverSlots): void {
  const { sender, receiver, connection } = transceiver;
  // Step 3.
  sender.flow.stop();
  // Step 4.
  receiver.flow.halt();
  // Step 5: "execute the steps for receiver.[[ReceiverTrack]] to be ended. This fires an event." A task of its own, which a
  // closed connection runs as well.
  connection.runtime.tasks.queue(() => endTrack(receiver.track));
  // Steps 6 and 7.
  transceiver.direction = 'inactive';
  transceiver.stopping = true;
}

/** "Stop the RTCRtpTransceiver", with `disappear` false. */
export function stopTransceiver(transceiver: TransceiverSlots): void {
  const { receiver } = transceiver;
  // Step 2.
  if (!transceiver.stopping) stopSendingAndReceiving(transceiver);
  // Steps 3 to 7.
  transceiver.stopped = true;
  transceiver.receptive = false;
  transceiver.currentDirection = null;
  receiver.associatedRemoteMediaStreams = [];
  receiver.lastStableStateAssociatedRemoteMediaStreams = [];
}

/** Takes the transceiver out of the connection's set. */
export function removeTransceiver(connection: ConnectionSlots, transceiver: TransceiverSlots): void {
  connection.transceivers = connection.transceivers.filter(one => one !== transceiver);
  for (const { ssrc, rtxSsrc } of transceiver.sender.sendEncodings) {
    connection.ssrcs.delete(ssrc);
    if (rtxSsrc !== undefined) connection.ssrcs.delete(rtxSsrc);
  }
}
