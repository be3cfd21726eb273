/** getStats: every type that a data connection has, with numbers that move. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RTCOutboundRtpStreamStats } from '../../../../src/api/stats/dictionaries.ts';
import type {
  RTCDataChannelStats,
  RTCPeerConnectionStats,
  RTCTransportStats,
} from '../../../../src/api/stats/transport-dictionaries.ts';
import { Pair } from '../connections.ts';
import { onlyTransceiver, videoPair, writeKeyFrame } from '../media.ts';

test('a connected pair has all types, and counts', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  let got = 0;
  far.onmessage = () => got++;
  near.send('12345');
  await pair.until(() => got === 1);
  const report = await pair.wait(pair.a.connection.getStats());
  const types = new Set(Array.from(report.values(), ({ type }) => type));
  assert.deepEqual([...types].sort(), [
    'candidate-pair',
    'certificate',
    'data-channel',
    'local-candidate',
    'peer-connection',
    'remote-candidate',
    'transport',
  ]);
  const channel = report.get('D0') as RTCDataChannelStats;
  assert.deepEqual([channel.messagesSent, channel.bytesSent, channel.state], [1, 5, 'open']);
  assert.equal((report.get('P') as RTCPeerConnectionStats).dataChannelsOpened, 1);
  const transport = report.get('T0') as Required<RTCTransportStats>;
  assert.ok(transport.packetsSent > 0 && transport.bytesReceived > 0);
  assert.ok(report.has(transport.selectedCandidatePairId ?? ''));
  assert.equal(transport.iceRole, 'controlling');
  await pair.close();
  assert.ok((await pair.wait(pair.a.connection.getStats())).size > 0);
});

test('a connection that has done nothing has one object', async () => {
  const pair = new Pair();
  assert.deepEqual([...(await pair.wait(pair.a.connection.getStats())).keys()], ['P']);
});

test('a track selects its sender or receiver, and must be that of one', async () => {
  const { pair, source } = await videoPair();
  const { connection } = pair.a;
  writeKeyFrame(source);
  const report = await pair.wait(connection.getStats(source.track));
  const outbound = [...report.values()].find(({ type }) => type === 'outbound-rtp') as RTCOutboundRtpStreamStats;
  assert.deepEqual([outbound.framesSent, outbound.mid, outbound.frameWidth], [1, '0', 320]);
  assert.ok(report.has(outbound.mediaSourceId ?? '') && !report.has('P'));
  const whole = await pair.wait(connection.getStats());
  assert.equal(whole.get(outbound.id)?.type, 'outbound-rtp');
  const { receiver } = onlyTransceiver(pair.b.connection);
  assert.equal((await pair.wait(pair.b.connection.getStats(receiver.track))).has('P'), false);
  await assert.rejects(connection.getStats(receiver.track), { name: 'InvalidAccessError' });
  await assert.rejects(connection.getStats({} as never), TypeError);
  connection.addTransceiver(source.track);
  await assert.rejects(connection.getStats(source.track), { name: 'InvalidAccessError' });
  await pair.close();
  assert.equal((await pair.wait(connection.getStats())).get(outbound.id)?.type, 'outbound-rtp');
});
