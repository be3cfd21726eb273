/** Streams over real TCP and TLS on loopback: bytes both ways, endings, refusals, certificates. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import type { TransportAddress } from '../../../src/base/address.ts';
import { listenStream, openStream } from '../../../src/node/stream.ts';
import type { StreamListener, StreamListenOptions, StreamOptions, StreamSocket } from '../../../src/runtime/network.ts';

/** What happens to a stream, in order, and a way to wait for it. */
class Ear {
  readonly events: string[] = [];
  #wake: () => void = () => {};
  opened(local: TransportAddress): void {
    this.#note(`opened ${local.address}`);
  }
  failed(reason: string): void {
    this.#note(`failed ${reason}`);
  }
  bytes(bytes: Uint8Array): void {
    this.#note(`bytes ${new TextDecoder().decode(bytes)}`);
  }
  closed(): void {
    this.#note('closed');
  }
  #note(event: string): void {
    this.events.push(event);
    this.#wake();
  }
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.events.find(event => pattern.test(event));
      if (found !== undefined) return found;
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
  }
}

interface Listening {
  readonly local: TransportAddress;
  readonly ear: Ear;
  readonly listener: StreamListener;
  stream: StreamSocket | undefined;
  from: TransportAddress | undefined;
}

function listen(address: string, options: StreamListenOptions = {}): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const ear = new Ear();
    const listener = listenStream(
      address,
      0,
      {
        opened: local => resolve(Object.assign(made, { local })),
        failed: reason => reject(new Error(reason)),
        connected: (stream, remote) => {
          made.stream = stream;
          made.from = remote;
          return ear;
        },
      },
      options,
    );
    const made = { ear, listener, stream: undefined, from: undefined } as unknown as Listening;
  });
}

function connect(options: StreamOptions): { ear: Ear; stream: StreamSocket } {
  const ear = new Ear();
  return { ear, stream: openStream(options, ear) };
}

/** The streams do not keep the process alive, so the test does. */
async function alive(body: () => Promise<void>): Promise<void> {
  const timer = setTimeout(() => assert.fail('nothing came'), 10_000);
  await body().finally(() => clearTimeout(timer));
}

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

for (const address of ['127.0.0.1', '::1']) {
  test(`bytes cross ${address} both ways, and the end is seen`, () =>
    alive(async () => {
      const server = await listen(address);
      const { ear, stream } = connect({ local: address, remote: server.local });
      stream.write(text('early'));
      assert.equal(await ear.until(/opened/), `opened ${address}`);
      await server.ear.until(/early/);
      assert.equal(server.from?.address, address);
      server.stream?.write(text('back'));
      await ear.until(/back/);
      stream.write(text('last'));
      stream.close();
      stream.close();
      await server.ear.until(/closed/);
      assert.deepEqual(server.ear.events, ['bytes early', 'bytes last', 'closed']);
      assert.deepEqual(ear.events, [`opened ${address}`, 'bytes back'], 'after close there is no event');
      server.listener.close();
    }));
}

test('where nobody listens it fails and says why; a listener on a port that is taken, too', () =>
  alive(async () => {
    const server = await listen('127.0.0.1');
    const events = await new Promise(resolve => {
      listenStream('127.0.0.1', server.local.port, {
        opened: () => resolve('opened'),
        failed: resolve,
        connected: () => undefined,
      });
    });
    assert.match(String(events), /EADDRINUSE/);
    server.listener.close();
    const { ear, stream } = connect({ remote: { ...server.local, port: 1 } });
    await ear.until(/failed .*ECONNREFUSED/);
    stream.write(text('nobody'));
    assert.equal(ear.events.length, 1);
  }));

test('what the other side does not read is seen to wait', () =>
  alive(async () => {
    let taken: StreamSocket | undefined;
    const local = await new Promise<TransportAddress>(resolve => {
      listenStream('127.0.0.1', 0, {
        opened: resolve,
        failed: assert.fail,
        connected: stream => {
          taken = stream;
          return { opened: () => {}, failed: () => {}, bytes: () => {}, closed: () => {} };
        },
      });
    });
    const { ear, stream } = connect({ remote: local });
    await ear.until(/opened/);
    assert.equal(stream.queuedBytes, 0);
    const much = new Uint8Array(64 << 20);
    stream.write(much);
    assert.ok(stream.queuedBytes > 0);
    stream.close();
    taken?.close();
  }));

const folder = await mkdtemp(join(tmpdir(), 'purertc-tls-'));
after(() => rm(folder, { recursive: true, force: true }));

async function certificateFor(names: string): Promise<{ certificate: string; key: string }> {
  const [certificateFile, keyFile] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=test', '-addext', `subjectAltName=${names}`, '-keyout', keyFile, '-out', certificateFile],
  ]);
  return { certificate: await readFile(certificateFile, 'utf8'), key: await readFile(keyFile, 'utf8') };
}

test('TLS: the certificate has to be from a trusted authority, and for the name or the address', () =>
  alive(async () => {
    const tls = await certificateFor('DNS:turn.example.org,IP:127.0.0.1');
    const server = await listen('127.0.0.1', { tls });
    const authorities = [tls.certificate];
    for (const serverName of ['turn.example.org', '127.0.0.1']) {
      const { ear, stream } = connect({ remote: server.local, tls: { serverName, authorities } });
      await ear.until(/opened/);
      stream.write(text(`to ${serverName}`));
      await server.ear.until(new RegExp(`to ${serverName}`));
      stream.close();
    }
    const wrongName = connect({ remote: server.local, tls: { serverName: 'turn.example.com', authorities } });
    await wrongName.ear.until(/failed .*does not match/);
    const untrusted = connect({ remote: server.local, tls: { serverName: 'turn.example.org' } });
    await untrusted.ear.until(/failed .*self.signed/);
    assert.deepEqual([wrongName.ear.events.length, untrusted.ear.events.length], [1, 1]);
    server.listener.close();
  }));

test('TLS: an IPv6 address has to be in the certificate, however it is written there', () =>
  alive(async () => {
    for (const [names, outcome] of [
      ['IP:0:0:0:0:0:0:0:1', /opened/],
      ['IP:::2,DNS:localhost', /failed .*does not match/],
    ] as const) {
      const tls = await certificateFor(names);
      const server = await listen('::1', { tls });
      const options = { serverName: '::1', authorities: [tls.certificate] };
      const { ear, stream } = connect({ remote: server.local, tls: options });
      await ear.until(outcome);
      stream.close();
      server.listener.close();
    }
  }));

test('TLS: a listener whose certificate cannot be read fails', () =>
  alive(async () => {
    await assert.rejects(listen('127.0.0.1', { tls: { certificate: 'nonsense', key: 'nonsense' } }));
  }));

/** Bun and Deno have TLS of their own. */
const isNode = process.versions.bun === undefined && process.versions.deno === undefined;

test('TLS: of handshakes that nobody goes on with, 256 are kept, the latest', { skip: !isNode }, () =>
  alive(async () => {
    const tls = await certificateFor('IP:127.0.0.1');
    const server = await listen('127.0.0.1', { tls });
    const idlers: Ear[] = [];
    for (let i = 0; i < 300; i++) {
      const { ear } = connect({ remote: server.local });
      await ear.until(/opened/);
      idlers.push(ear);
    }
    const options = { serverName: '127.0.0.1', authorities: [tls.certificate] };
    const { ear, stream } = connect({ remote: server.local, tls: options });
    await ear.until(/opened/);
    // One more for the handshake that was finished.
    const [ended, kept] = [idlers.slice(0, 300 - 256 + 1), idlers.slice(300 - 256 + 1)];
    for (const each of ended) await each.until(/closed|failed/);
    stream.write(text('in'));
    await server.ear.until(/in/);
    assert.ok(kept.every(({ events }) => events.length === 1));
    stream.close();
    server.listener.close();
  }),
);

test('TLS: a handshake that takes too long ends the connection', { skip: !isNode }, ({ mock }) =>
  alive(async () => {
    const server = await listen('127.0.0.1', { tls: await certificateFor('IP:127.0.0.1') });
    const { setTimeout: real } = TLSSocket.prototype;
    const waits: number[] = [];
    mock.method(TLSSocket.prototype, 'setTimeout', function (this: TLSSocket, wait: number, timedOut?: () => void) {
      waits.push(wait);
      return real.call(this, 20, timedOut);
    });
    const { ear } = connect({ remote: server.local });
    await ear.until(/closed/);
    assert.deepEqual(waits, [10_000]);
    server.listener.close();
  }),
);
