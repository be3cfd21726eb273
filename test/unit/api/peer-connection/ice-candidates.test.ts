/** Candidates of the peer, and ours. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RTCIceCandidate } from '../../../../src/api/rtc-ice-candidate.ts';
import { Pair } from '../connections.ts';

test('our candidates come one by one, then an empty one, then null', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  connection.createDataChannel('x');
  const seen: (RTCIceCandidate | null)[] = [];
  connection.onicecandidate = ({ candidate }) => void seen.push(candidate);
  await pair.wait(connection.setLocalDescription());
  await pair.until(() => seen.at(-1) === null);
  assert.deepEqual(
    seen.map(
      candidate => candidate && `${candidate.protocol ?? ''} ${candidate.tcpType ?? ''} ${candidate.type ?? ''}`,
    ),
    ['udp  host', 'tcp active host', '  ', null],
  );
  const ufrag = /a=ice-ufrag:(\S+)/.exec(connection.localDescription?.sdp ?? '')?.[1];
  assert.deepEqual(
    seen.map(candidate => candidate && [candidate.sdpMid, candidate.sdpMLineIndex, candidate.usernameFragment]),
    [['0', 0, ufrag], ['0', 0, ufrag], ['0', 0, ufrag], null],
  );
  assert.ok(connection.localDescription?.sdp.includes(`a=${seen[0]?.candidate}`));
  await pair.close();
});

test('a candidate needs a remote description, and a section and generation that it has', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  const candidate = 'candidate:1 1 udp 1 192.0.2.1 1000 typ host';
  await assert.rejects(a.addIceCandidate({ candidate, sdpMid: '0' }), { name: 'InvalidStateError' });
  b.createDataChannel('x');
  await pair.wait(b.setLocalDescription());
  await pair.wait(a.setRemoteDescription(b.localDescription as never));
  for (const init of [
    { candidate, sdpMid: 'nowhere' },
    { candidate, sdpMLineIndex: 1 },
    { candidate, sdpMid: '0', usernameFragment: 'nobody' },
    { candidate: 'nonsense', sdpMid: '0' },
  ]) {
    await assert.rejects(pair.wait(a.addIceCandidate(init)), { name: 'OperationError' });
  }
  await pair.wait(a.addIceCandidate({ candidate, sdpMid: '0' }));
  assert.match(a.remoteDescription?.sdp ?? '', /a=candidate:1 1 udp 1 192\.0\.2\.1 1000 typ host/);
  await pair.close();
});

test('what a description has of them is bounded, in all its sections together', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  b.createDataChannel('x');
  for (let i = 0; i < 3; i++) b.addTransceiver('audio');
  await pair.wait(b.setLocalDescription());
  await pair.wait(a.setRemoteDescription(b.localDescription as never));
  await pair.wait(a.setLocalDescription());
  const [session = '', ...sections] = a.localDescription?.sdp.split(/^(?=m=)/m) ?? [];
  const many = sections.map((section, n) => {
    const lines = Array.from({ length: 200 }, (_, i) => `a=candidate:1 1 udp 1 192.0.2.9 ${n * 1000 + i + 1} typ host`);
    return `${section}${lines.join('\r\n')}\r\n`;
  });
  await pair.wait(b.setRemoteDescription({ type: 'answer', sdp: [session, ...many].join('') }));
  assert.equal(b.sctp?.transport.iceTransport.getRemoteCandidates().length, 256);
  await pair.close();
});

test('null, nothing and an empty candidate end them', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  b.createDataChannel('x');
  await pair.wait(b.setLocalDescription());
  await pair.wait(a.setRemoteDescription({ type: 'offer', sdp: b.pendingLocalDescription?.sdp ?? '' }));
  for (const end of [null, undefined, {}, { candidate: '', sdpMid: '0' }]) await pair.wait(a.addIceCandidate(end));
  assert.match(a.remoteDescription?.sdp ?? '', /a=end-of-candidates/);
  await pair.close();
});

test('a server that cannot be reached is told of', async () => {
  const pair = new Pair(1, { iceServers: [{ urls: 'stun:192.0.2.99' }] });
  const { connection } = pair.a;
  connection.createDataChannel('x');
  let told: unknown[] = [];
  connection.onicecandidateerror = ({ url, errorCode }) => {
    told = [url, errorCode];
  };
  await pair.wait(connection.setLocalDescription());
  await pair.until(() => connection.iceGatheringState === 'complete');
  assert.deepEqual(told, ['stun:192.0.2.99', 701]);
  await pair.close();
});

test('who awaits one icecandidate after the other misses none', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  connection.createDataChannel('x');
  const seen: unknown[] = [];
  const collect = async (): Promise<void> => {
    for (;;) {
      const candidate = await new Promise<RTCIceCandidate | null>(resolve => {
        connection.onicecandidate = event => resolve(event.candidate);
      });
      seen.push(candidate?.candidate === '' ? '' : candidate && 'one');
      if (candidate === null) return;
    }
  };
  const collected = collect();
  await pair.wait(connection.setLocalDescription());
  await pair.wait(collected);
  assert.deepEqual(seen, ['one', 'one', '', null]);
  await pair.close();
});
