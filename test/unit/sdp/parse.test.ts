/** The strict parser: what it takes, what it refuses, and the line it names. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import sdpTransform from 'sdp-transform';
import { MAX_LINE, MAX_SECTIONS, MAX_TEXT } from '../../../src/sdp/grammar.ts';
import type { SessionDescription } from '../../../src/sdp/model.ts';
import { attributeValue, attributeValues } from '../../../src/sdp/model.ts';
import { parse } from '../../../src/sdp/parse.ts';
import { serialize } from '../../../src/sdp/serialize.ts';
import { BROWSERS } from './browser-vectors.ts';

const MINIMAL = 'v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n';

function accepted(text: string): SessionDescription {
  const result = parse(text);
  assert.ok(result.ok, result.ok ? '' : `line ${result.error.lineNumber}: ${result.error.message}`);
  return result.description;
}

function refusedLine(text: string): number {
  const result = parse(text);
  assert.ok(!result.ok, 'should have been refused');
  return result.error.lineNumber;
}

for (const { name, offer, answer } of BROWSERS) {
  test(`descriptions of ${name} are read, and written back as they were`, () => {
    for (const text of [offer, answer]) assert.equal(serialize(accepted(text)), text);
  });

  test(`descriptions of ${name} are read as sdp-transform reads them`, () => {
    for (const text of [offer, answer]) {
      const ours = accepted(text);
      const theirs = sdpTransform.parse(text);
      assert.equal(ours.origin.username, theirs.origin?.username);
      assert.equal(ours.media.length, theirs.media.length);
      ours.media.forEach((section, index) => {
        const other = theirs.media[index];
        assert.equal(section.kind, other?.type);
        assert.equal(section.port, other?.port);
        assert.equal(section.protocol, other?.protocol);
        assert.equal(section.formats.join(' '), other?.payloads);
        assert.equal(attributeValue(section.attributes, 'mid'), String(other?.mid));
        assert.equal(attributeValue(section.attributes, 'ice-ufrag'), String(other?.iceUfrag));
        assert.equal(attributeValues(section.attributes, 'rtpmap').length, other?.rtp.length ?? 0);
        assert.equal(attributeValues(section.attributes, 'extmap').length, other?.ext?.length ?? 0);
      });
    }
  });
}

test('every line type of the grammar is kept', () => {
  const text =
    'v=0\r\no=jdoe 3724394400 3724394405 IN IP4 198.51.100.1\r\ns=Call\r\ni=About\r\nu=https://example.com/\r\n' +
    'e=jane@example.com\r\np=+1 617 555-6011\r\nc=IN IP4 198.51.100.1\r\nb=CT:128\r\nt=3034423619 3042462419\r\n' +
    'r=7d 1h 0 25h\r\nr=604800 3600 0 90000\r\nt=1 2\r\nz=3730928400 -1h 3749680800 0\r\nk=prompt\r\na=recvonly\r\n' +
    'm=audio 49170/2 RTP/AVP 0 8\r\ni=sound\r\nc=IN IP4 224.2.1.1/127\r\nc=IN IP4 224.2.1.2/127\r\nb=AS:64\r\nk=clear:x\r\n' +
    'a=rtpmap:99 h263-1998/90000\r\nm=message 0 TCP/MSRP *\r\n';
  const description = accepted(text);
  assert.equal(serialize(description), text);
  assert.deepEqual(description.timings[0]?.repeats, ['7d 1h 0 25h', '604800 3600 0 90000']);
  assert.equal(description.media[0]?.portCount, 2);
  assert.equal(description.media[0]?.line, 17);
  assert.equal(description.media[0]?.attributes[0]?.line, 23);
});

test('bare line feeds, a missing last one and blank lines at the end are tolerated', () => {
  assert.deepEqual(accepted(MINIMAL.replaceAll('\r\n', '\n')), accepted(MINIMAL));
  assert.deepEqual(accepted(MINIMAL.trimEnd()), accepted(MINIMAL));
  assert.deepEqual(accepted(MINIMAL.slice(0, -1)), accepted(MINIMAL));
  assert.deepEqual(accepted(`${MINIMAL}\r\n\n`), accepted(MINIMAL));
});

test('the first bad line is named', () => {
  assert.equal(refusedLine(''), 1);
  assert.equal(refusedLine('invalid'), 1);
  assert.equal(refusedLine('v=1\r\n'), 1);
  assert.equal(refusedLine('v=0\r\ns=-\r\n'), 2);
  assert.equal(refusedLine('v=0\r\no=- 1 IN IP4 0.0.0.0\r\n'), 2);
  assert.equal(refusedLine('v=0\r\no=- -1 1 IN IP4 0.0.0.0\r\n'), 2);
  assert.equal(refusedLine('v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=\r\n'), 3);
  assert.equal(refusedLine('v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\na=sendrecv\r\n'), 4);
  assert.equal(refusedLine(`${MINIMAL}x=1\r\n`), 5);
  assert.equal(refusedLine(`${MINIMAL}a=group:BUNDLE 0\r\n\r\na=mid:0\r\n`), 6);
  assert.equal(refusedLine(`${MINIMAL}a=ok\0\r\n`), 5);
  assert.equal(refusedLine(`${MINIMAL}a=a\rb\r\n`), 5);
  assert.equal(refusedLine(`${MINIMAL}a=a\r\r\n`), 5);
  assert.equal(refusedLine(`${MINIMAL}a =x\r\n`), 5);
  assert.equal(refusedLine(`${MINIMAL}s=-\r\n`), 5);
});

test('malformed lines of a media section are named', () => {
  const section = `${MINIMAL}m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n`;
  for (const line of [
    'c=IN IP4',
    'b=AS',
    'a=sctp-port:65536',
    'a=sctp-port',
    'a=max-message-size:-1',
    'a=setup:both',
    'a=fingerprint:sha-256 4',
    'a=fingerprint:sha-256',
    'a=mid:',
    'a=end-of-candidates:yes',
    'a=candidate:1 1 udp',
    'a=tls-id:short',
    'a=rtpmap:128 x/1',
    'a=rid:a sideways',
    'a=simulcast:send',
    'a=ssrc:4294967296 cname:x',
    'a=extmap:1/both urn:x',
    'a=rtcp:70000',
    'a=rtcp-mux:1',
  ]) {
    assert.equal(refusedLine(`${section}${line}\r\n`), 6, line);
  }
  for (const line of [
    'm=audio 65536 RTP/AVP 0',
    'm=audio 9 RTP/AVP',
    'm=audio 9/0 RTP/AVP 0',
    'm=au dio 9 RTP/AVP 0',
  ]) {
    assert.equal(refusedLine(`${section}${line}\r\n`), 6, line);
  }
});

test('what may come once may not come twice in a section, but once in each', () => {
  const section = 'm=audio 9 RTP/AVP 0\r\na=mid:a\r\n';
  assert.equal(refusedLine(`${MINIMAL}${section}a=mid:b\r\n`), 7);
  assert.equal(accepted(`${MINIMAL}a=setup:active\r\n${section}a=setup:passive\r\n`).media.length, 1);
});

test('unknown attributes are kept, whatever they say', () => {
  const text = `${MINIMAL}a=x-flag\r\na=x-empty:\r\na=x-value:a:b c\r\n`;
  const description = accepted(text);
  assert.deepEqual(
    description.attributes.map(({ value }) => value),
    [undefined, '', 'a:b c'],
  );
  assert.equal(serialize(description), text);
});

test('there are limits to text, lines and sections', () => {
  assert.equal(refusedLine(`${MINIMAL}${'a=x\r\n'.repeat(MAX_TEXT / 5)}`), 1);
  assert.equal(refusedLine(`${MINIMAL}a=${'x'.repeat(MAX_LINE)}\r\n`), 5);
  const section = 'm=audio 9 RTP/AVP 0\r\n';
  assert.equal(accepted(MINIMAL + section.repeat(MAX_SECTIONS)).media.length, MAX_SECTIONS);
  assert.equal(refusedLine(MINIMAL + section.repeat(MAX_SECTIONS + 1)), 5 + MAX_SECTIONS);
  assert.equal(refusedLine(`${MINIMAL}${'a=x\n'.repeat(60_000)}`), 60_001);
});
