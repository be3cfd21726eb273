/** What a candidate pair tells about the packets of SCTP that it may carry (RFC 8899 §3, RFC 8261 §5). */

import { addressScope } from '../base/address.ts';
import type { CandidatePair } from '../ice/index.ts';
import type { NetworkInterface } from '../runtime/network.ts';
import type { SctpPath } from '../sctp/index.ts';

/** A DTLS 1.2 record around its content, at most: header 13, explicit nonce 8, tag 16. */
const DTLS_BYTES = 37;
const UDP_BYTES = 8;
const IPV4_BYTES = 20;
const IPV6_BYTES = 40;
/** ChannelData to and from the TURN server (RFC 8656 §12.4). */
const TURN_BYTES = 4;
/** What an interface carries that does not say. */
const ETHERNET_MTU = 1500;
/** A datagram in an IP packet with its 16 bits of length. */
const LARGEST_MTU = 65_535;
/** Of one DTLS record. RFC 5246 §6.2.1: "The length MUST NOT exceed 2^14." */
const LARGEST_CONTENT: number = 2 ** 14;

/**
 * Probes are never larger than the interface: a datagram socket of Node cannot forbid the kernel to cut in pieces what
 * is, and then they would pass and prove nothing. What stays on this machine takes its loopback interface, whatever
 * address it is sent to.
 */
export function sctpPath(pair: CandidatePair, interfaces: readonly NetworkInterface[]): SctpPath {
  const { base, to, remote } = pair;
  const relays = (base.relay === undefined ? 0 : 1) + (remote.type === 'relay' ? 1 : 0);
  const overhead = (to.family === 6 ? IPV6_BYTES : IPV4_BYTES) + UDP_BYTES + DTLS_BYTES + relays * TURN_BYTES;
  const local =
    relays === 0 && (addressScope(to.address) === 'loopback' || interfaces.some(each => each.address === to.address));
  const mtu = local
    ? LARGEST_MTU
    : (interfaces.find(each => each.address === base.address.address)?.mtu ?? ETHERNET_MTU);
  return { ceiling: Math.min(Math.min(mtu, LARGEST_MTU) - overhead, LARGEST_CONTENT), overhead, local };
}

/** The SCTP packet that fits a datagram of `bytes`. */
export function packetInDatagram(bytes: number): number {
  return bytes - DTLS_BYTES;
}
