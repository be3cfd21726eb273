/** Two whole transports in one process over real loopback sockets, for tests and for a child process. */
import assert from 'node:assert/strict';
import { certificateFingerprint } from '../../../src/crypto/fingerprint.ts';
import type { LocalCertificate } from '../../../src/crypto/provider.ts';
import type { Channel } from '../../../src/datachannel/index.ts';
import type { IceCandidate, IceRole } from '../../../src/ice/index.ts';
import { nodeRuntime } from '../../../src/node/runtime.ts';
import { Driver } from '../../../src/runtime/driver.ts';
import type { TransportEvents } from '../../../src/transport/index.ts';
import { PeerTransport } from '../../../src/transport/index.ts';

/** The least that an owner of a transport does. */
class Side implements TransportEvents {
  readonly transport: PeerTransport;
  candidateFound: (candidate: IceCandidate) => void = () => {};
  opened: (channel: Channel) => void = () => {};
  message: (data: Uint8Array) => void = () => {};
  ended: () => void = () => {};

  constructor(driver: Driver, role: IceRole) {
    this.transport = new PeerTransport({ ice: { role, includeLoopback: true } }, this, driver);
  }

  start(role: 'client' | 'server', certificate: LocalCertificate, other: LocalCertificate): void {
    const fingerprint = certificateFingerprint(other.der, 'sha-256', nodeRuntime.crypto);
    this.transport.startDtls({ role, certificate, remoteFingerprints: [fingerprint] });
    this.transport.startSctp({});
  }

  candidate(candidate: IceCandidate): void {
    nodeRuntime.tasks.queue(() => this.candidateFound(candidate));
  }
  channelOpened(channel: Channel): void {
    nodeRuntime.tasks.queue(() => this.opened(channel));
  }
  channelMessage(channel: Channel, data: Uint8Array): void {
    nodeRuntime.tasks.queue(() => {
      this.transport.consumed(channel, data.length);
      this.message(data);
    });
  }
  sctpState(state: string): void {
    if (state === 'closed') nodeRuntime.tasks.queue(() => this.ended());
  }
  failed(error: Error): void {
    assert.fail(error);
  }
  gatheringState(): void {}
  candidateError(): void {}
  iceState(): void {}
  selectedPair(): void {}
  iceRole(): void {}
  remoteCandidate(): void {}
  dtlsState(): void {}
  remoteCertificates(): void {}
  channelIncoming(): void {}
  channelBufferedAmountLow(): void {}
  channelClosing(): void {}
  channelClosed(): void {}
}

async function issue(): Promise<LocalCertificate> {
  const now = nodeRuntime.clock.wallTime(nodeRuntime.clock.now());
  const key = { type: 'ecdsa', curve: 'secp256r1' } as const;
  return nodeRuntime.issueCertificate({ key, notBefore: now - 86_400_000, notAfter: now + 86_400_000 });
}

/** Connects two sides and sends `count` messages from one to the other; the other then sees the end. */
export async function exchange(count: number): Promise<void> {
  const driver = new Driver(nodeRuntime);
  const [certificate, other] = await Promise.all([issue(), issue()]);
  const a = new Side(driver, 'controlling');
  const b = new Side(driver, 'controlled');
  a.candidateFound = candidate => b.transport.addRemoteCandidate(candidate);
  b.candidateFound = candidate => a.transport.addRemoteCandidate(candidate);
  const opened = new Promise<Channel>(resolve => (a.opened = resolve));
  const ended = new Promise<void>(resolve => (b.ended = resolve));
  a.transport.createChannel({ label: 'x', protocol: '', ordered: true, negotiated: false });
  a.transport.gather();
  b.transport.gather();
  a.transport.setRemoteParameters(b.transport.ice.localParameters);
  b.transport.setRemoteParameters(a.transport.ice.localParameters);
  a.start('server', certificate, other);
  b.start('client', other, certificate);
  const channel = await opened;
  const all = new Promise<void>(resolve => {
    let expected = 0;
    b.message = data => {
      assert.equal(data.length, 16_384);
      assert.equal(data[0], expected++ & 0xff);
      if (expected === count) resolve();
    };
  });
  for (let i = 0; i < count; i++) {
    const message = new Uint8Array(16_384);
    message[0] = i;
    assert.equal(a.transport.send(channel, message.slice(), false), true);
  }
  await all;
  a.transport.close();
  await ended;
  b.transport.close();
}
