/** Writing a model of ours. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attribute } from '../../../src/sdp/model.ts';
import { serialize } from '../../../src/sdp/serialize.ts';

test('lines come in the one order there is, absent ones not at all', () => {
  const text = serialize({
    origin: {
      username: '-',
      sessionId: '1',
      sessionVersion: '2',
      networkType: 'IN',
      addressType: 'IP4',
      address: '0.0.0.0',
    },
    sessionName: '-',
    information: undefined,
    uri: undefined,
    emails: [],
    phones: [],
    connection: undefined,
    bandwidths: [{ type: 'CT', value: '10' }],
    timings: [{ start: '0', stop: '0', repeats: [] }],
    zones: undefined,
    key: undefined,
    attributes: [attribute('ice-lite'), attribute('group', 'BUNDLE 0')],
    media: [
      {
        kind: 'application',
        port: 9,
        portCount: undefined,
        protocol: 'UDP/DTLS/SCTP',
        formats: ['webrtc-datachannel'],
        information: undefined,
        connections: [{ networkType: 'IN', addressType: 'IP4', address: '0.0.0.0' }],
        bandwidths: [],
        key: undefined,
        attributes: [attribute('mid', '0')],
        line: 0,
      },
    ],
  });
  assert.equal(
    text,
    'v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\nb=CT:10\r\nt=0 0\r\na=ice-lite\r\na=group:BUNDLE 0\r\n' +
      'm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n',
  );
});
