/** setCodecPreferences() (W3C webrtc-pc §5.4). */

import { isMediaCodec, receiverCapabilities, senderCapabilities } from '../../jsep/index.ts';
import { domException } from '../../webidl/index.ts';
import { matches } from '../codec-match.ts';
import { capabilitiesDictionary, type RTCRtpCodec } from '../rtp-parameters.ts';
import type { TransceiverSlots } from '../rtp-transceiver-slots.ts';

export function setCodecPreferences(transceiver: TransceiverSlots, given: readonly RTCRtpCodec[]): void {
  // Step 3.
  if (given.length === 0) {
    transceiver.preferredCodecs = [];
    return;
  }
  // Step 4: "Remove any duplicate values in codecs, ensuring that the first occurrence of each value remains in place."
  const codecs = given.filter((codec, i) => given.findIndex(one => matches(one, codec)) === i);
  // Steps 5 and 6.
  const { kind } = transceiver;
  const capabilities = [senderCapabilities(kind), receiverCapabilities(kind)].flatMap(
    one => capabilitiesDictionary(one).codecs,
  );
  // Step 7.
  for (const codec of codecs) {
    if (!capabilities.some(one => matches(one, codec))) {
      throw domException('InvalidModificationError', `${codec.mimeType} is not among the capabilities.`);
    }
  }
  // Step 8: "If codecs only contains entries for RTX, RED, FEC or Comfort Noise …, throw InvalidModificationError."
  if (!codecs.some(({ mimeType }) => isMediaCodec(mimeType))) {
    throw domException('InvalidModificationError', 'There is no codec for media.');
  }
  // Step 9.
  transceiver.preferredCodecs = codecs;
}
