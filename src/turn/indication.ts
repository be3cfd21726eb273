/** Send and Data indications (RFC 8656 §11): data for and from peers that have no channel. */

import type { TransportAddress } from '../base/address.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { ReceivedMessage } from '../stun/index.ts';
import {
  DATA,
  METHOD,
  readAttribute,
  unknownAttributes,
  writeAttribute,
  writeMessage,
  XOR_PEER_ADDRESS,
} from '../stun/index.ts';

export interface PeerData {
  readonly peer: TransportAddress;
  readonly data: Uint8Array;
}

export function writeSendIndication(
  peer: TransportAddress,
  data: Uint8Array,
  transactionId: Uint8Array,
  crypto: CryptoProvider,
): Uint8Array {
  const attributes = [writeAttribute(XOR_PEER_ADDRESS, peer, transactionId), writeAttribute(DATA, data, transactionId)];
  // RFC 8489 §9.2: the long-term mechanism "cannot be used to protect indications"
  return writeMessage({ class: 'indication', method: METHOD.send, transactionId, attributes }, {}, crypto);
}

/** Undefined if the indication is to be discarded. `data` is a view. */
export function readDataIndication(message: ReceivedMessage): PeerData | undefined {
  if (message.class !== 'indication' || message.method !== METHOD.data) return undefined;
  const peer = readAttribute(message, XOR_PEER_ADDRESS);
  const data = readAttribute(message, DATA);
  // RFC 8656 §11.4: both attributes must be there, else the indication is discarded; RFC 8489 §6.3.2 for unknown ones.
  if (peer === undefined || data === undefined || unknownAttributes(message).length > 0) return undefined;
  return { peer, data };
}
