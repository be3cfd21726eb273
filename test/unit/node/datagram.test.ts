/** UDP sockets on loopback. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import type { TransportAddress } from '../../../src/base/address.ts';
import { openDatagram } from '../../../src/node/datagram.ts';
import { SENDS_IN_PLACE } from '../../../src/node/ordered-sends.ts';
import type { DatagramSocket } from '../../../src/runtime/network.ts';

interface Opened {
  readonly socket: DatagramSocket;
  readonly local: TransportAddress;
  readonly heard: { readonly bytes: Uint8Array; readonly from: TransportAddress }[];
  next(): Promise<void>;
}

function open(address: string): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const heard: Opened['heard'] = [];
    let wake = (): void => {};
    const socket = openDatagram(address, {
      opened: local => resolve({ socket, local, heard, next: () => new Promise(done => (wake = done)) }),
      failed: reason => reject(new Error(reason)),
      datagram: (bytes, from) => {
        heard.push({ bytes, from });
        wake();
      },
    });
  });
}

/** The sockets do not keep the process alive, so the test does. */
async function alive(body: () => Promise<void>): Promise<void> {
  const timer = setTimeout(() => assert.fail('nothing came'), 10_000);
  await body().finally(() => clearTimeout(timer));
}

for (const address of ['127.0.0.1', '::1']) {
  test(`datagrams cross ${address}, and a remote is always the same object`, () =>
    alive(async () => {
      const a = await open(address);
      const b = await open(address);
      for (let i = 0; i < 3; i++) {
        const next = b.next();
        a.socket.send(Uint8Array.of(i, 2, 3), b.local);
        await next;
      }
      assert.deepEqual(
        b.heard.map(({ bytes }) => [...bytes]),
        [
          [0, 2, 3],
          [1, 2, 3],
          [2, 2, 3],
        ],
      );
      assert.deepEqual(b.heard[0]?.from, a.local);
      assert.equal(b.heard[0]?.from, b.heard[2]?.from);
      a.socket.close();
      b.socket.close();
      a.socket.close();
      a.socket.send(Uint8Array.of(1), b.local);
    }));
}

test('a datagram whose bytes are the sender’s again was sent in place, before the next statement', () =>
  alive(async () => {
    const a = await open('127.0.0.1');
    const b = await open('127.0.0.1');
    const next = b.next();
    const bytes = Uint8Array.of(1);
    if (a.socket.send(bytes, b.local)) bytes[0] = 9;
    await next;
    assert.equal(b.heard[0]?.bytes[0], 1);
    a.socket.close();
    b.socket.close();
  }));

test('datagrams that are sent together come in their order', () =>
  alive(async () => {
    const a = await open('127.0.0.1');
    const b = await open('127.0.0.1');
    for (let i = 0; i < 20; i++) a.socket.send(Uint8Array.of(i), b.local);
    while (b.heard.length < 20) await b.next();
    assert.deepEqual(
      b.heard.map(({ bytes }) => bytes[0]),
      Array.from({ length: 20 }, (_, i) => i),
    );
    a.socket.close();
    b.socket.close();
  }));

test('what the network refuses is lost, and the socket lives', () =>
  alive(async () => {
    const a = await open('127.0.0.1');
    const b = await open('127.0.0.1');
    const closed = await open('127.0.0.1');
    closed.socket.close();
    a.socket.send(new Uint8Array(70_000), b.local);
    a.socket.send(Uint8Array.of(1), closed.local);
    a.socket.send(Uint8Array.of(1), { address: '::1', port: 9, family: 6 });
    a.socket.send(Uint8Array.of(1), { ...b.local, port: 0 });
    const next = b.next();
    // Bun tells of the port that is closed by losing the next datagram.
    a.socket.send(Uint8Array.of(7), b.local);
    a.socket.send(Uint8Array.of(7), b.local);
    await next;
    assert.equal(b.heard[0]?.bytes[0], 7);
    a.socket.close();
    b.socket.close();
  }));

test('an address that is not ours fails, once', () =>
  alive(async () => {
    await assert.rejects(open('203.0.113.9'), /EADDRNOTAVAIL/);
  }));

interface Handle {
  bufferSize(size: number, buffer: boolean, context: object): number | undefined;
}

/** What `node:dgram` asks the kernel by, of any socket; undefined where it is made in another way, or not asked. */
function handles(): Handle | undefined {
  if (!SENDS_IN_PLACE) return undefined;
  const socket = createSocket('udp4');
  const states = Object.getOwnPropertySymbols(socket).map(each => Reflect.get(socket, each) as { handle?: Handle });
  const handle = states.find(state => state?.handle?.bufferSize !== undefined)?.handle;
  socket.close();
  return handle === undefined ? undefined : Object.getPrototypeOf(handle);
}

const shared = handles();

test('a kernel that refuses large buffers is asked for smaller ones', { skip: shared === undefined }, ({ mock }) =>
  alive(async () => {
    for (const [limit, granted] of [
      [Number.POSITIVE_INFINITY, [4, 4]],
      [2.5, [2, 2]],
      [0, []],
    ] as const) {
      const sizes: number[] = [];
      // As macOS and the BSDs do beyond kern.ipc.maxsockbuf.
      const { mock: mocked } = mock.method(
        shared as Handle,
        'bufferSize',
        (size: number, _: boolean, context: object) => {
          if (size === 0) return 1;
          const mebibytes = size / 1024 / 1024;
          if (mebibytes <= limit) return sizes.push(mebibytes);
          Object.assign(context, { errno: -105, code: 'ENOBUFS', syscall: 'uv_recv_buffer_size', message: 'no room' });
          return undefined;
        },
      );
      const [a, b] = [await open('127.0.0.1'), await open('127.0.0.1')];
      mocked.restore();
      assert.deepEqual(sizes, [...granted, ...granted]);
      const next = b.next();
      a.socket.send(Uint8Array.of(5), b.local);
      await next;
      a.socket.close();
      b.socket.close();
    }
  }),
);
