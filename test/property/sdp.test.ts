/** SDP: what is written is read back, what is canonical is written back, and no text throws. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import sdpTransform from 'sdp-transform';
import type { Attribute, MediaSection, SessionDescription } from '../../src/sdp/index.ts';
import {
  parse,
  parseExtMap,
  parseRid,
  parseRtcpFeedback,
  parseRtpMap,
  parseSimulcast,
  parseSsrc,
  serialize,
  serializeExtMap,
  serializeRid,
  serializeRtcpFeedback,
  serializeRtpMap,
  serializeSimulcast,
  serializeSsrc,
} from '../../src/sdp/index.ts';
import { BROWSERS } from '../unit/sdp/browser-vectors.ts';

const SEED = { seed: 8866, numRuns: 300 };

const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true });

const CHARACTERS = 'a b c X Y Z 0 1 9 - _ . ! * +'.split(' ');
const token = fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: 1, maxLength: 8 });
const digits = fc.nat().map(String);
const text = fc
  .string({ minLength: 1, maxLength: 20, unit: 'binary' })
  // oxlint-disable-next-line no-control-regex -- the three that no line can hold
  .map(value => value.replace(/[\0\r\n]/g, '.'));
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(value, { maxLength: 3 });

const connection = record({
  networkType: fc.constant('IN'),
  addressType: fc.constantFrom('IP4', 'IP6'),
  address: fc.constantFrom('0.0.0.0', '224.2.1.1/127', '2001:db8::1'),
});
const bandwidth = record({ type: token, value: digits });

/** Unknown names take any value; of known ones the grammar is kept. */
const attribute: fc.Arbitrary<Attribute> = fc.oneof(
  fc
    .tuple(token, optional(fc.oneof(text, fc.constant(''))))
    .map(([name, value]) => ({ name: `x-${name}`, value, line: 0 })),
  fc.constantFrom<Attribute>(
    { name: 'rtcp-mux', value: undefined, line: 0 },
    { name: 'candidate', value: '1 1 udp 1 192.0.2.1 9 typ host', line: 0 },
    { name: 'fingerprint', value: 'sha-256 AA:BB', line: 0 },
    { name: 'group', value: 'BUNDLE a b', line: 0 },
    { name: 'fmtp', value: '96 a=b;c', line: 0 },
  ),
);

const section: fc.Arbitrary<MediaSection> = record({
  kind: token,
  port: fc.nat(65_535),
  portCount: optional(fc.integer({ min: 1, max: 65_535 })),
  protocol: fc.array(token, { minLength: 1, maxLength: 3 }).map(parts => parts.join('/')),
  formats: fc.array(token, { minLength: 1, maxLength: 4 }),
  information: optional(text),
  connections: some(connection),
  bandwidths: some(bandwidth),
  key: optional(text),
  attributes: some(attribute),
  line: fc.constant(0),
});

const description: fc.Arbitrary<SessionDescription> = record({
  origin: record({
    username: token,
    sessionId: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
    sessionVersion: digits,
    networkType: fc.constant('IN'),
    addressType: fc.constant('IP4'),
    address: fc.constant('0.0.0.0'),
  }),
  sessionName: text,
  information: optional(text),
  uri: optional(text),
  emails: some(text),
  phones: some(text),
  connection: optional(connection),
  bandwidths: some(bandwidth),
  timings: fc.array(record({ start: digits, stop: digits, repeats: some(text) }), { minLength: 1, maxLength: 2 }),
  zones: optional(text),
  key: optional(text),
  attributes: some(attribute),
  media: some(section),
});

const withoutLines = (model: SessionDescription): SessionDescription => ({
  ...model,
  attributes: model.attributes.map(one => ({ ...one, line: 0 })),
  media: model.media.map(one => ({
    ...one,
    line: 0,
    attributes: one.attributes.map(inner => ({ ...inner, line: 0 })),
  })),
});

test('a description is read as it was written, and written as it was read', () => {
  fc.assert(
    fc.property(description, model => {
      const written = serialize(model);
      const result = parse(written);
      assert.ok(result.ok, result.ok ? '' : `${result.error.lineNumber}: ${result.error.message}`);
      assert.deepEqual(withoutLines(result.description), model);
      assert.equal(serialize(result.description), written);
    }),
    SEED,
  );
});

test('line numbers are those of the text', () => {
  fc.assert(
    fc.property(description, model => {
      const written = serialize(model);
      const lines = written.split('\r\n');
      const result = parse(written);
      assert.ok(result.ok);
      for (const media of result.description.media) {
        assert.ok(lines[media.line - 1]?.startsWith(`m=${media.kind} `));
        for (const { name, line } of media.attributes) assert.ok(lines[line - 1]?.startsWith(`a=${name}`));
      }
    }),
    { ...SEED, numRuns: 100 },
  );
});

test('a line that cannot be is found where it is', () => {
  fc.assert(
    fc.property(description, fc.nat(), fc.constantFrom('?', 'a', '=', 'q=1', 'a=b c:', ' a=b'), (model, place, bad) => {
      const lines = serialize(model).split('\r\n').slice(0, -1);
      const at = place % lines.length;
      lines.splice(at, 0, bad);
      const result = parse(lines.join('\r\n'));
      assert.ok(!result.ok);
      assert.equal(result.error.lineNumber, at + 1);
    }),
    SEED,
  );
});

test('sections are read as sdp-transform reads them', () => {
  fc.assert(
    fc.property(description, model => {
      const theirs = sdpTransform.parse(serialize(model));
      assert.equal(theirs.media.length, model.media.length);
      model.media.forEach((media, index) => {
        // It knows fewer characters than the grammar has.
        if (!/^\w+ [\w/]+$/.test(`${media.kind} ${media.protocol}`) || media.portCount !== undefined) return;
        assert.equal(theirs.media[index]?.type, media.kind);
        assert.equal(theirs.media[index]?.port, media.port);
        assert.equal(theirs.media[index]?.payloads, media.formats.join(' '));
      });
    }),
    SEED,
  );
});

/** Reading, writing and reading again gives the same value. */
function settles<T>(
  values: readonly string[],
  read: (value: string) => T | undefined,
  write: (value: T) => string,
): void {
  const mutated = fc.tuple(
    fc.constantFrom(...values),
    fc.nat(),
    fc.constantFrom('', ' ', '/', ';', ',', ':', '9', '~'),
  );
  fc.assert(
    fc.property(mutated, ([value, place, insertion]) => {
      const at = place % (value.length + 1);
      const parsed = read(value.slice(0, at) + insertion + value.slice(at));
      if (parsed !== undefined) assert.deepEqual(read(write(parsed)), parsed);
    }),
    SEED,
  );
}

test('typed attributes settle', () => {
  settles(['111 opus/48000/2', '0 PCMU/8000'], parseRtpMap, serializeRtpMap);
  settles(['96 nack pli', '* transport-cc'], parseRtcpFeedback, serializeRtcpFeedback);
  settles(['2/recvonly urn:x a b', '1 urn:y'], parseExtMap, serializeExtMap);
  settles(['1 cname:x', '2 msid:a b'], parseSsrc, serializeSsrc);
  settles(['h send pt=96,97;max-width=1280', 'l recv'], parseRid, serializeRid);
  settles(['send 1,~4;2 recv c', 'recv a'], parseSimulcast, serializeSimulcast);
});

test('no damage to a browser’s description makes the parser throw, or name a line that is not there', () => {
  const damage = fc.tuple(
    fc.constantFrom(...BROWSERS.flatMap(({ offer, answer }) => [offer, answer])),
    fc.nat(),
    fc.nat(40),
    fc.string({ maxLength: 6, unit: 'binary' }),
  );
  fc.assert(
    fc.property(damage, ([sdp, place, length, insertion]) => {
      const at = place % sdp.length;
      const damaged = sdp.slice(0, at) + insertion + sdp.slice(at + length);
      const result = parse(damaged);
      if (!result.ok) {
        assert.ok(result.error.lineNumber >= 1 && result.error.lineNumber <= damaged.split('\n').length);
      } else {
        assert.ok(parse(serialize(result.description)).ok);
      }
    }),
    SEED,
  );
});
