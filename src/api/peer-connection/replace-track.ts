/** replaceTrack() (W3C webrtc-pc §5.2). */

import type { MediaStreamTrack } from '../../media/index.ts';
import { domException } from '../../webidl/index.ts';
import type { SenderSlots } from '../rtp-sender-slots.ts';

export function replaceTrack(sender: SenderSlots, withTrack: MediaStreamTrack | null): Promise<void> {
  const { transceiver, connection } = sender;
  // Step 5: "If withTrack is non-null and withTrack.kind differs from the transceiver kind of transceiver, return a promise
  // rejected with a newly created TypeError."
  if (withTrack !== null && withTrack.kind !== transceiver.kind) {
    throw new TypeError(`The sender is for ${transceiver.kind}, the track is ${withTrack.kind}.`);
  }
  // Step 6.
  return connection.operations.chain(() => {
    // Step 6.1.
    if (transceiver.stopping) throw domException('InvalidStateError', 'The transceiver is stopped.');
    // Steps 6.3 and 6.4. What is sent is encoded elsewhere, so any track of the kind fits what was negotiated; frames of
    // a codec that was not are dropped.
    return connection.tasks.perform(() => {
      // Step 6.4.4.2.
      sender.track = withTrack;
      sender.flow.update();
    });
  });
}
