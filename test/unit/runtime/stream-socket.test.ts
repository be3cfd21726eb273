/** Streams that look like datagram sockets: whole packets, bounded queues, bounded connections (RFC 6544 §3, RFC 8489 §6.2.2). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransportAddress } from '../../../src/base/address.ts';
import { LENGTH_FRAMING } from '../../../src/base/length-framing.ts';
import type { ListenEvents, Network, StreamEvents, StreamOptions, StreamSocket } from '../../../src/runtime/network.ts';
import {
  MAX_CONNECTIONS,
  MAX_QUEUED,
  MAX_QUEUED_DATA,
  ServerStream,
  TcpEndpoint,
} from '../../../src/runtime/stream-socket.ts';

const at = (port: number): TransportAddress => ({ address: '192.0.2.1', port, family: 4 });

class FakeStream implements StreamSocket {
  readonly written: Uint8Array[] = [];
  queuedBytes = 0;
  closed = false;
  write(bytes: Uint8Array): void {
    this.written.push(bytes);
  }
  close(): void {
    this.closed = true;
  }
}

class FakeNetwork {
  readonly opened: { options: StreamOptions; events: StreamEvents; stream: FakeStream }[] = [];
  listening: ListenEvents | undefined;
  readonly seen: string[] = [];
  readonly network = {
    openStream: (options: StreamOptions, events: StreamEvents) => {
      const stream = new FakeStream();
      this.opened.push({ options, events, stream });
      return stream;
    },
    listenStream: (_address: string, _port: number, events: ListenEvents) => {
      this.listening = events;
      return { close: () => void this.seen.push('no longer listening') };
    },
  } as unknown as Network;
  readonly events = {
    opened: (local: TransportAddress) => void this.seen.push(`opened ${local.port}`),
    failed: (reason: string) => void this.seen.push(`failed ${reason}`),
    disconnected: (remote: TransportAddress, reason: string) =>
      void this.seen.push(`disconnected ${remote.port} ${reason}`),
    datagram: (bytes: Uint8Array, from: TransportAddress) => void this.seen.push(`${from.port}: ${bytes.join()}`),
  };
}

const DATA = Uint8Array.of(23, 1);
const REQUEST = Uint8Array.of(0, 1, 0, 0);
const REFUSAL = Uint8Array.of(1, 0x11, 0, 0);

test('an active candidate connects to whom a packet is for, once', () => {
  const fake = new FakeNetwork();
  const endpoint = new TcpEndpoint(fake.network, '192.0.2.7', 0, 'active', fake.events);
  endpoint.send(REQUEST, at(1));
  endpoint.send(DATA, at(1));
  endpoint.send(REQUEST, at(2));
  assert.deepEqual(
    fake.opened.map(({ options }) => [options.local, options.remote.port]),
    [
      ['192.0.2.7', 1],
      ['192.0.2.7', 2],
    ],
  );
  assert.deepEqual(fake.opened[0]?.stream.written, [LENGTH_FRAMING.frame(REQUEST), LENGTH_FRAMING.frame(DATA)]);
  fake.opened[0]?.events.bytes(Uint8Array.of(0, 1, 7, 0));
  fake.opened[0]?.events.bytes(Uint8Array.of(1, 8));
  assert.deepEqual(fake.seen, ['1: 7', '1: 8']);
  fake.opened[0]?.events.failed('reset');
  assert.equal(fake.seen.at(-1), 'disconnected 1 reset');
  endpoint.send(DATA, at(1));
  assert.equal(fake.opened.length, 3, 'and connects anew');
  endpoint.close();
  assert.ok(fake.opened.slice(1).every(({ stream }) => stream.closed));
});

test('what does not leave is dropped, data before STUN', () => {
  const fake = new FakeNetwork();
  const endpoint = new TcpEndpoint(fake.network, '192.0.2.7', 0, 'active', fake.events);
  endpoint.send(DATA, at(1));
  const { stream } = fake.opened[0] as { stream: FakeStream };
  stream.queuedBytes = MAX_QUEUED_DATA + 1;
  endpoint.send(DATA, at(1));
  endpoint.send(REQUEST, at(1));
  assert.equal(stream.written.length, 2);
  stream.queuedBytes = MAX_QUEUED + 1;
  endpoint.send(REQUEST, at(1));
  assert.equal(stream.written.length, 2);
});

test('a passive candidate takes connections, and never makes one', () => {
  const fake = new FakeNetwork();
  const endpoint = new TcpEndpoint(fake.network, '192.0.2.7', 0, 'passive', fake.events);
  fake.listening?.opened(at(99));
  endpoint.send(REQUEST, at(1));
  assert.equal(fake.opened.length, 0);
  const stream = new FakeStream();
  fake.listening?.connected(stream, at(1))?.bytes(Uint8Array.of(0, 1, 5));
  endpoint.send(DATA, at(1));
  assert.equal(stream.written.length, 1);
  endpoint.close();
  assert.ok(stream.closed);
  assert.deepEqual(fake.seen, ['opened 99', '1: 5', 'no longer listening']);
  assert.equal(fake.listening?.connected(new FakeStream(), at(2)), undefined);
});

test('of too many connections the oldest without credentials makes room; those with them stay', () => {
  const fake = new FakeNetwork();
  const endpoint = new TcpEndpoint(fake.network, '192.0.2.7', 0, 'passive', fake.events);
  const streams = Array.from({ length: MAX_CONNECTIONS }, () => new FakeStream());
  streams.forEach((stream, index) => fake.listening?.connected(stream, at(index + 1)));
  endpoint.send(DATA, at(1));
  endpoint.send(REFUSAL, at(2));
  fake.listening?.connected(new FakeStream(), at(1000));
  assert.deepEqual([streams[0]?.closed, streams[1]?.closed, streams[2]?.closed], [false, true, false]);
});

test('a server stream carries STUN and ChannelData, and is broken by anything else', () => {
  const fake = new FakeNetwork();
  const server = new ServerStream(fake.network, { remote: at(3478) }, fake.events);
  const { stream, events } = fake.opened[0] as (typeof fake.opened)[0];
  server.send(Uint8Array.of(0x40, 0, 0, 1, 9), at(3478));
  server.send(DATA, at(1));
  assert.deepEqual(stream.written, [Uint8Array.of(0x40, 0, 0, 1, 9, 0, 0, 0)]);
  events.opened(at(50_000));
  events.bytes(Uint8Array.of(0x40, 0, 0, 0));
  events.bytes(Uint8Array.of(0x16, 3, 1, 0, 0, 0, 0, 0));
  assert.ok(stream.closed);
  assert.deepEqual(fake.seen, ['opened 50000', '3478: 64,0,0,0', 'failed not the protocol that was expected']);
  events.closed();
  assert.equal(fake.seen.length, 3);
});
