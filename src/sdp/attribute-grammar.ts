/** The syntax of every attribute that means something to us (RFC 9429 §5.8): a bad line is found while its number is known. */

import { parseFmtp, parseRtcpFeedback, parseRtpMap } from './attributes/codec.ts';
import { parseGroup } from './attributes/group.ts';
import { parseRid, parseSimulcast } from './attributes/simulcast.ts';
import { parseExtMap, parseMsid, parseSsrc, parseSsrcGroup } from './attributes/stream.ts';
import {
  isCandidateShaped,
  isTlsId,
  parseFingerprint,
  parseIceOptions,
  parseMaxMessageSize,
  parseSctpMap,
  parseSctpPort,
  parseSetup,
} from './attributes/transport.ts';
import { isToken, isWord, parseInteger, splitFirst } from './grammar.ts';

const isFlag = (value: string | undefined): boolean => value === undefined;

const whenValue =
  (accepts: (value: string) => unknown): ((value: string | undefined) => boolean) =>
  value => {
    if (value === undefined) return false;
    const result = accepts(value);
    return result !== undefined && result !== false;
  };

/** `<port>[ <nettype> <addrtype> <address>]` (RFC 3605). */
function isRtcp(value: string): boolean {
  const [port, address] = splitFirst(value, ' ');
  return parseInteger(port, 65_535) !== undefined && (address === undefined || address.split(' ').length === 3);
}

const VALUES: ReadonlyMap<string, (value: string | undefined) => boolean> = new Map([
  ['group', whenValue(parseGroup)],
  ['mid', whenValue(isToken)],
  // Size and alphabet of credentials are no matter of syntax to the W3C: they are checked with the semantics.
  ['ice-ufrag', whenValue(isWord)],
  ['ice-pwd', whenValue(isWord)],
  ['ice-options', whenValue(parseIceOptions)],
  ['ice-lite', isFlag],
  ['candidate', whenValue(isCandidateShaped)],
  ['end-of-candidates', isFlag],
  ['fingerprint', whenValue(parseFingerprint)],
  ['setup', whenValue(parseSetup)],
  ['tls-id', whenValue(isTlsId)],
  ['sctp-port', whenValue(parseSctpPort)],
  ['max-message-size', whenValue(parseMaxMessageSize)],
  ['sctpmap', whenValue(parseSctpMap)],
  ['bundle-only', isFlag],
  ['sendrecv', isFlag],
  ['sendonly', isFlag],
  ['recvonly', isFlag],
  ['inactive', isFlag],
  ['rtcp-mux', isFlag],
  ['rtcp-mux-only', isFlag],
  ['rtcp-rsize', isFlag],
  ['rtcp', whenValue(isRtcp)],
  ['rtpmap', whenValue(parseRtpMap)],
  ['fmtp', whenValue(parseFmtp)],
  ['rtcp-fb', whenValue(parseRtcpFeedback)],
  ['extmap', whenValue(parseExtMap)],
  ['msid', whenValue(parseMsid)],
  ['ssrc', whenValue(parseSsrc)],
  ['ssrc-group', whenValue(parseSsrcGroup)],
  ['rid', whenValue(parseRid)],
  ['simulcast', whenValue(parseSimulcast)],
  ['ptime', whenValue(value => /^\d+(?:\.\d+)?$/.test(value))],
  ['maxptime', whenValue(value => /^\d+(?:\.\d+)?$/.test(value))],
]);

// RFC 9429 §5.8.1, §5.8.2: "If present, a single …"
const SINGLE: ReadonlySet<string> = new Set([
  'mid',
  'ice-ufrag',
  'ice-pwd',
  'setup',
  'tls-id',
  'sctp-port',
  'max-message-size',
  'simulcast',
]);

/** What is asked of an attribute. */
export interface AttributeGrammar {
  /** Whether the value follows the grammar. */
  readonly accepts: (value: string | undefined) => boolean;
  /** Whether it may come only once in a section. */
  readonly single: boolean;
}

const GRAMMAR: ReadonlyMap<string, AttributeGrammar> = new Map(
  [...VALUES].map(([name, accepts]) => [name, { accepts, single: SINGLE.has(name) }]),
);

/** Of an attribute that we know. Others are free: RFC 8866 §5.13: "… it MUST be ignored by the receiver". */
export function attributeGrammar(name: string): AttributeGrammar | undefined {
  return GRAMMAR.get(name);
}
