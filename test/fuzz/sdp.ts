/** Fuzz target: the SDP parser and every typed attribute. */

import assert from 'node:assert/strict';
import * as sdp from '../../src/sdp/index.ts';
import { BROWSERS } from '../unit/sdp/browser-vectors.ts';

export const name = 'sdp';

const decoder = new TextDecoder('utf-8');
const encoder = new TextEncoder();

const readers: readonly ((value: string) => unknown)[] = [
  sdp.parseRtpMap,
  sdp.parseFmtp,
  sdp.parseFmtpParameters,
  sdp.parseRtcpFeedback,
  sdp.parseGroup,
  sdp.parseRid,
  sdp.parseSimulcast,
  sdp.parseExtMap,
  sdp.parseMsid,
  sdp.parseSsrc,
  sdp.parseSsrcGroup,
  sdp.parseFingerprint,
  sdp.parseIceOptions,
  sdp.parseMaxMessageSize,
  sdp.parseSctpMap,
  sdp.parseSctpPort,
  sdp.parseSetup,
  sdp.isCandidateShaped,
  sdp.isTlsId,
];

export function fuzzOne(bytes: Uint8Array): void {
  const text = decoder.decode(bytes);
  const result = sdp.parse(text);
  if (result.ok) {
    const written = sdp.serialize(result.description);
    const again = sdp.parse(written);
    assert.ok(again.ok);
    assert.equal(sdp.serialize(again.description), written);
  } else {
    assert.ok(result.error.lineNumber >= 1 && result.error.lineNumber <= text.split('\n').length);
  }
  for (const line of text.split('\n').slice(0, 40)) {
    const value = line.slice(line.indexOf(':') + 1);
    for (const read of readers) read(value);
  }
}

export function seeds(): Uint8Array[] {
  return BROWSERS.flatMap(({ offer, answer }) => [offer, answer]).map(text => encoder.encode(text));
}
