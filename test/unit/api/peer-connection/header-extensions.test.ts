/** Header extension control: what is offered, and what became of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pair } from '../connections.ts';
import { audioSource, onlyTransceiver } from '../media.ts';

const LEVEL = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';
const MID = 'urn:ietf:params:rtp-hdrext:sdes:mid';

test('a stopped extension is not offered and not negotiated', async () => {
  const pair = new Pair();
  pair.a.connection.addTrack(audioSource(pair.a).track);
  const transceiver = onlyTransceiver(pair.a.connection);
  const extensions = transceiver.getHeaderExtensionsToNegotiate();
  for (const one of extensions) if (one.uri === LEVEL) one.direction = 'stopped';
  transceiver.setHeaderExtensionsToNegotiate(extensions);
  assert.deepEqual(transceiver.getHeaderExtensionsToNegotiate(), extensions);
  await pair.negotiate();
  assert.doesNotMatch(pair.a.connection.localDescription?.sdp ?? '', /ssrc-audio-level/);
  const negotiated = new Map(transceiver.getNegotiatedHeaderExtensions().map(one => [one.uri, one.direction]));
  assert.equal(negotiated.get(LEVEL), 'stopped');
  assert.notEqual(negotiated.get(MID), 'stopped');
  await pair.close();
});

test('the list stays as it is, and mandatory extensions too', () => {
  const transceiver = new Pair().a.connection.addTransceiver('audio');
  const extensions = transceiver.getHeaderExtensionsToNegotiate();
  const refuses = (list: typeof extensions): void =>
    assert.throws(() => transceiver.setHeaderExtensionsToNegotiate(list), { name: 'InvalidModificationError' });
  refuses(extensions.slice(1));
  refuses([...extensions].reverse());
  refuses(extensions.map(one => (one.uri === MID ? { ...one, direction: 'inactive' } : one)));
  assert.throws(() => transceiver.setHeaderExtensionsToNegotiate([{}] as never), TypeError);
});
