/** "Process remote tracks" (W3C webrtc-pc §5.1.1), and the events of a description that come last. */

import {
  addToStream,
  createStream,
  type MediaStream,
  type MediaStreamTrack,
  removeFromStream,
  setMuted,
} from '../../media/index.ts';
import { RTCTrackEvent } from '../rtc-track-event.ts';
import type { ReceiverSlots } from '../rtp-receiver-slots.ts';
import type { Direction, TransceiverSlots } from '../rtp-transceiver-slots.ts';
import type { ConnectionSlots } from './slots.ts';

interface Membership {
  readonly stream: MediaStream;
  readonly track: MediaStreamTrack;
}

/** trackEventInits, muteTracks, addList and removeList of "set a session description". */
export class TrackChanges {
  readonly trackEvents: { readonly transceiver: TransceiverSlots; readonly streams: readonly MediaStream[] }[] = [];
  readonly mute: ReceiverSlots[] = [];
  readonly add: Membership[] = [];
  readonly remove: Membership[] = [];
}

/** §4.4.1.5, steps 4.7.17 to 4.7.20. */
export function announceTrackChanges(connection: ConnectionSlots, changes: TrackChanges): void {
  for (const { flow, track } of changes.mute) {
    flow.muted();
    setMuted(track, true);
  }
  for (const { stream, track } of changes.remove) removeFromStream(stream, track);
  for (const { stream, track } of changes.add) addToStream(stream, track);
  for (const { transceiver, streams } of changes.trackEvents) {
    const { object, receiver } = transceiver;
    connection.object.dispatchEvent(
      new RTCTrackEvent('track', {
        receiver: receiver.object,
        track: receiver.track,
        streams: [...streams],
        transceiver: object,
      }),
    );
  }
}

/** "Process remote tracks". */
export function processRemoteTracks(
  transceiver: TransceiverSlots,
  direction: Direction | null,
  msids: readonly string[],
  changes: TrackChanges,
): void {
  const { receiver, firedDirection } = transceiver;
  const received = firedDirection === 'sendrecv' || firedDirection === 'recvonly';
  const added = changes.add.length;
  // Step 1.
  setAssociatedRemoteStreams(receiver, msids, changes);
  // Step 2.
  if (direction === 'sendrecv' || direction === 'recvonly') {
    if (!received || changes.add.length > added) {
      changes.trackEvents.push({ transceiver, streams: receiver.associatedRemoteMediaStreams });
    }
  } else {
    // Steps 3 and 4. A rollback may come here with the null of a transceiver that was never negotiated.
    transceiver.receptive = false;
    if (received) processRemoval(transceiver, changes);
  }
  // Step 5.
  transceiver.firedDirection = direction;
}

/** "Process the removal of a remote track". */
export function processRemoval({ receiver }: TransceiverSlots, changes: TrackChanges): void {
  if (!receiver.track.muted) changes.mute.push(receiver);
  else receiver.flow.muted();
}

/** "Set the associated remote streams". */
export function setAssociatedRemoteStreams(
  receiver: ReceiverSlots,
  msids: readonly string[],
  changes: TrackChanges,
): void {
  const { connection, track } = receiver;
  // Steps 2 and 3.
  const streams = [...new Set(msids)].map(id => remoteStream(connection, id));
  const before = receiver.associatedRemoteMediaStreams;
  // Steps 5 and 6.
  for (const stream of before) if (!streams.includes(stream)) changes.remove.push({ stream, track });
  for (const stream of streams) if (!before.includes(stream)) changes.add.push({ stream, track });
  // Step 7.
  receiver.associatedRemoteMediaStreams = streams;
}

/** How many streams that no receiver has any more are remembered under their ids. */
const MAX_IDLE_STREAMS = 256;

/** The stream that the connection has made under that id, or a new one. */
function remoteStream(connection: ConnectionSlots, id: string): MediaStream {
  const known = connection.remoteStreams.get(id);
  if (known !== undefined) return known;
  if (connection.remoteStreams.size >= MAX_IDLE_STREAMS) forgetIdleStreams(connection);
  const stream = createStream(id);
  connection.remoteStreams.set(id, stream);
  return stream;
}

function forgetIdleStreams(connection: ConnectionSlots): void {
  const used = new Set(
    connection.transceivers.flatMap(({ receiver }) => [
      ...receiver.associatedRemoteMediaStreams,
      ...receiver.lastStableStateAssociatedRemoteMediaStreams,
    ]),
  );
  for (const [id, stream] of connection.remoteStreams) if (!used.has(stream)) connection.remoteStreams.delete(id);
}
