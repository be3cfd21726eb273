/** Control of RTP header extensions (W3C webrtc-extensions, RTCRtpTransceiver). */

import { defaultHeaderExtensions, type HeaderExtensionState, isMandatoryExtension } from '../../jsep/index.ts';
import { domException } from '../../webidl/index.ts';
import type { RTCRtpHeaderExtensionCapability } from '../rtp-parameters.ts';
import type { TransceiverSlots } from '../rtp-transceiver-slots.ts';

/** [[HeaderExtensionsToNegotiate]]. */
function current(transceiver: TransceiverSlots): readonly HeaderExtensionState[] {
  return transceiver.headerExtensionsToNegotiate ?? defaultHeaderExtensions(transceiver.kind);
}

export function headerExtensionsToNegotiate(transceiver: TransceiverSlots): RTCRtpHeaderExtensionCapability[] {
  return current(transceiver).map(({ uri, direction }) => ({ uri, direction }));
}

export function setHeaderExtensionsToNegotiate(
  transceiver: TransceiverSlots,
  extensions: readonly RTCRtpHeaderExtensionCapability[],
): void {
  const before = current(transceiver);
  const invalid = (why: string): never => {
    throw domException('InvalidModificationError', why);
  };
  // "If extensions has a different length, or another order or other URIs than the slot, throw InvalidModificationError."
  if (extensions.length !== before.length) invalid('Extensions cannot be added or removed.');
  for (const [i, { uri, direction }] of extensions.entries()) {
    if (uri !== before[i]?.uri) invalid('Extensions and their order cannot be changed.');
    // "… a mandatory extension's direction to something else than sendrecv".
    if (isMandatoryExtension(uri) && direction !== 'sendrecv') invalid(`${uri} cannot be stopped.`);
  }
  transceiver.headerExtensionsToNegotiate = extensions.map(({ uri, direction }) => ({ uri, direction }));
}

export function negotiatedHeaderExtensions(transceiver: TransceiverSlots): RTCRtpHeaderExtensionCapability[] {
  const { sender, receiver } = transceiver;
  const has = (list: readonly { readonly uri: string }[], uri: string): boolean => list.some(one => one.uri === uri);
  return current(transceiver).map(({ uri }) => {
    const sends = has(sender.headerExtensions, uri);
    const receives = has(receiver.headerExtensions, uri);
    const direction = sends ? (receives ? 'sendrecv' : 'sendonly') : receives ? 'recvonly' : 'stopped';
    return { uri, direction };
  });
}
