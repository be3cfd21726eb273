/** Our DTLS against OpenSSL's, in both roles: suites, groups, certificates, exporter, use_srtp, loss, and refusals. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { SILENT } from '../../src/base/log.ts';
import { certificateFingerprint } from '../../src/crypto/fingerprint.ts';
import { DtlsConnection, type DtlsOptions } from '../../src/dtls/index.ts';
import { exportCertificatePem, type IssuedCertificate, issueCertificate } from '../../src/node/certificate.ts';
import { nodeCrypto } from '../../src/node/crypto.ts';
import { locate, present } from './harness/programs.ts';

const folder = mkdtempSync(join(tmpdir(), 'purertc-dtls-'));
after(() => rmSync(folder, { recursive: true }));

const validity = { notBefore: Date.now() - 86_400_000, notAfter: Date.now() + 86_400_000 };
const certificates = {
  'P-256': await issueCertificate({ key: { type: 'ecdsa', curve: 'secp256r1' }, ...validity }),
  'P-384': await issueCertificate({ key: { type: 'ecdsa', curve: 'secp384r1' }, ...validity }),
  RSA: await issueCertificate({ key: { type: 'rsa', bits: 2048, hash: 'sha256' }, ...validity }),
} as const;
const ours = certificates['P-256'];
const PATIENCE = 10_000;

/** OpenSSL at work: what it printed, and a way to wait for it to print something. */
class OpenSsl {
  readonly child: ChildProcess;
  output: string;

  constructor(args: readonly string[], certificate: IssuedCertificate) {
    const file = join(
      folder,
      `${certificateFingerprint(certificate.der, 'sha-256', nodeCrypto).value.slice(0, 11)}.pem`,
    );
    writeFileSync(file, exportCertificatePem(certificate));
    const rest = ['-dtls1_2', '-cert', file, '-key', file, '-keymatexport', 'EXPORTER-test', '-keymatexportlen', '24'];
    this.child = spawn(locate('openssl') ?? 'openssl', [...args, ...rest]);
    this.output = '';
    const take = (chunk: Buffer): void => {
      this.output += chunk.toString('latin1');
    };
    this.child.stdout?.on('data', take);
    this.child.stderr?.on('data', take);
  }

  async says(text: string | RegExp): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (typeof text === 'string' ? !this.output.includes(text) : !text.test(this.output)) {
      assert.ok(Date.now() < end, `OpenSSL never said ${String(text)}, but:\n${this.output}`);
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }

  write(text: string): void {
    this.child.stdin?.write(text);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill();
    await once(this.child, 'exit');
  }
}

/** Our side: a connection on a socket of its own. */
class Ours {
  readonly connection: DtlsConnection;
  readonly socket: Socket;
  received: string;
  error: Error | undefined;
  #peer: number;
  #timer: NodeJS.Timeout | undefined;
  #sent: number;
  readonly #loses: (count: number) => boolean;

  constructor(socket: Socket, peer: number, options: DtlsOptions, loses: (count: number) => boolean) {
    this.socket = socket;
    this.received = '';
    this.error = undefined;
    this.#peer = peer;
    this.#timer = undefined;
    this.#sent = 0;
    this.#loses = loses;
    const events = {
      connected: (): void => {},
      data: (data: Uint8Array): void => {
        this.received += Buffer.from(data).toString('latin1');
      },
      closed: (error?: Error): void => {
        this.error = error;
      },
    };
    const random = { bytes: (length: number): Uint8Array => nodeCrypto.randomBytes(length) };
    this.connection = new DtlsConnection(options, events, { crypto: nodeCrypto, random, log: SILENT });
    socket.on('message', (packet, from) => {
      this.#peer = from.port;
      this.connection.receive(new Uint8Array(packet), performance.now());
      this.flush();
    });
    this.connection.start(performance.now());
    this.flush();
  }

  flush(): void {
    const now = performance.now();
    for (
      let packet = this.connection.pollTransmit(now);
      packet !== undefined;
      packet = this.connection.pollTransmit(now)
    ) {
      this.send(packet);
    }
    clearTimeout(this.#timer);
    const next = this.connection.nextTimeout();
    if (!Number.isFinite(next)) return;
    this.#timer = setTimeout(() => {
      this.connection.handleTimeout(performance.now());
      this.flush();
    }, next - now);
  }

  send(packet: Uint8Array): void {
    if (this.#loses(this.#sent++) || this.#peer === 0) return;
    this.socket.send(packet, this.#peer, '127.0.0.1');
  }

  async until(what: string, condition: () => boolean): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (!condition()) {
      assert.ok(Date.now() < end, `never ${what}: ${this.connection.state}, ${String(this.error)}`);
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.socket.close();
  }
}

async function boundSocket(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

async function freePort(): Promise<number> {
  const socket = await boundSocket();
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

interface Case {
  readonly theirs?: keyof typeof certificates;
  readonly mine?: keyof typeof certificates;
  readonly openssl?: readonly string[];
  readonly options?: Partial<DtlsOptions>;
  readonly loses?: (count: number) => boolean;
}

async function start(role: 'client' | 'server', given: Case): Promise<{ mine: Ours; theirs: OpenSsl }> {
  const certificate = certificates[given.theirs ?? 'P-256'];
  const options: DtlsOptions = {
    role,
    certificate: certificates[given.mine ?? 'P-256'],
    remoteFingerprints: [certificateFingerprint(certificate.der, 'sha-256', nodeCrypto)],
    ...given.options,
  };
  const more = given.openssl ?? [];
  const loses = given.loses ?? (() => false);
  const socket = await boundSocket();
  if (role === 'client') {
    const port = await freePort();
    const theirs = new OpenSsl(['s_server', '-accept', `127.0.0.1:${port}`, '-Verify', '1', ...more], certificate);
    await theirs.says('ACCEPT');
    return { mine: new Ours(socket, port, options, loses), theirs };
  }
  const mine = new Ours(socket, 0, options, loses);
  const { port } = socket.address();
  const theirs = new OpenSsl(['s_client', '-connect', `127.0.0.1:${port}`, ...more], certificate);
  return { mine, theirs };
}

async function talk(role: 'client' | 'server', given: Case): Promise<Ours> {
  const { mine, theirs } = await start(role, given);
  try {
    await mine.until('connected', () => mine.connection.state === 'connected');
    mine.send(mine.connection.seal(Buffer.from('from us to openssl\n')));
    await theirs.says('from us to openssl');
    theirs.write('from openssl to us\n');
    await mine.until('had an answer', () => mine.received.includes('from openssl to us'));
    const keys = mine.connection.exportKeyingMaterial('EXPORTER-test', undefined, 24);
    await theirs.says(`Keying material: ${Buffer.from(keys).toString('hex').toUpperCase()}`);
    mine.connection.close(performance.now());
    mine.flush();
    return mine;
  } finally {
    mine.stop();
    await theirs.stop();
  }
}

const roles = ['client', 'server'] as const;
const suites = [
  [0xc02b, 'ECDHE-ECDSA-AES128-GCM-SHA256', 'P-256'],
  [0xc02c, 'ECDHE-ECDSA-AES256-GCM-SHA384', 'P-384'],
  [0xcca9, 'ECDHE-ECDSA-CHACHA20-POLY1305', 'P-256'],
  [0xc02f, 'ECDHE-RSA-AES128-GCM-SHA256', 'RSA'],
  [0xc030, 'ECDHE-RSA-AES256-GCM-SHA384', 'RSA'],
  [0xcca8, 'ECDHE-RSA-CHACHA20-POLY1305', 'RSA'],
] as const;

for (const role of roles) {
  for (const [code, name, key] of suites) {
    test(`${role}: ${name}`, { timeout: 30_000 }, async t => {
      if (!present(t, 'openssl')) return;
      const mine = await talk(role, {
        theirs: key,
        mine: key,
        openssl: ['-cipher', name],
        options: { cipherSuites: [code] },
      });
      assert.equal(mine.connection.extendedMasterSecret, true);
    });
  }

  for (const [curve, group] of [
    ['X25519', 'x25519'],
    ['P-256', 'secp256r1'],
    ['P-384', 'secp384r1'],
  ] as const) {
    test(`${role}: key exchange over ${curve}`, { timeout: 30_000 }, async t => {
      if (!present(t, 'openssl')) return;
      // An ECDSA certificate's curve counts among the groups for OpenSSL, so this one is RSA.
      const mine = await talk(role, { theirs: 'RSA', mine: 'RSA', openssl: ['-groups', curve] });
      assert.equal(mine.connection.group, group);
    });
  }

  test(`${role}: use_srtp`, { timeout: 30_000 }, async t => {
    if (!present(t, 'openssl')) return;
    const openssl = ['-use_srtp', 'SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80'];
    const mine = await talk(role, { openssl, options: { srtpProfiles: [1] } });
    assert.equal(mine.connection.selectedSrtpProfile, 1);
  });

  test(`${role}: small datagrams, and every third of ours lost`, { timeout: 30_000 }, async t => {
    if (!present(t, 'openssl')) return;
    let counting = true;
    const loses = (count: number): boolean => counting && count % 3 === 1;
    const given: Case = { theirs: 'RSA', mine: 'RSA', openssl: ['-mtu', '300'], options: { mtu: 300 }, loses };
    const { mine, theirs } = await start(role, given);
    try {
      await mine.until('connected', () => mine.connection.state === 'connected');
      await theirs.says('Keying material: ');
      counting = false;
      mine.send(mine.connection.seal(Buffer.from('still here\n')));
      await theirs.says('still here');
    } finally {
      mine.stop();
      await theirs.stop();
    }
  });

  test(`${role}: a certificate that was not announced is refused with bad_certificate`, {
    timeout: 30_000,
  }, async t => {
    if (!present(t, 'openssl')) return;
    const options = { remoteFingerprints: [certificateFingerprint(ours.der, 'sha-384', nodeCrypto)] };
    const { mine, theirs } = await start(role, { theirs: 'P-384', options });
    try {
      await mine.until('failed', () => mine.error !== undefined);
      assert.equal((mine.error as { code?: string }).code, 'fingerprint-mismatch');
      await theirs.says(/bad certificate/);
    } finally {
      mine.stop();
      await theirs.stop();
    }
  });

  test(`${role}: no common suite fails on both sides`, { timeout: 30_000 }, async t => {
    if (!present(t, 'openssl')) return;
    const { mine, theirs } = await start(role, {
      openssl: ['-cipher', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
      options: { cipherSuites: [0xc02b] },
    });
    try {
      await mine.until('failed', () => mine.error !== undefined);
      const { receivedAlert, sentAlert } = mine.error as { receivedAlert?: number; sentAlert?: number };
      assert.equal(role === 'client' ? receivedAlert : sentAlert, 40);
    } finally {
      mine.stop();
      await theirs.stop();
    }
  });
}

test('server: our cookie is returned', { timeout: 30_000 }, async t => {
  if (!present(t, 'openssl')) return;
  await talk('server', { options: { cookieExchange: true } });
});

test('client: the cookie of a listening server is returned', { timeout: 30_000 }, async t => {
  if (!present(t, 'openssl')) return;
  await talk('client', { openssl: ['-listen'] });
});

test('server: a client without a certificate is refused', { timeout: 30_000 }, async t => {
  if (!present(t, 'openssl')) return;
  const socket = await boundSocket();
  const options: DtlsOptions = {
    role: 'server',
    certificate: ours,
    remoteFingerprints: [certificateFingerprint(ours.der, 'sha-256', nodeCrypto)],
  };
  const mine = new Ours(socket, 0, options, () => false);
  const child = spawn(locate('openssl') ?? 'openssl', [
    's_client',
    '-dtls1_2',
    '-connect',
    `127.0.0.1:${socket.address().port}`,
  ]);
  try {
    await mine.until('failed', () => mine.error !== undefined);
    assert.equal((mine.error as { code?: string }).code, 'no-certificate');
  } finally {
    mine.stop();
    child.kill();
    await once(child, 'exit');
  }
});

test('server: a renegotiation is refused with a warning', { timeout: 30_000 }, async t => {
  if (!present(t, 'openssl')) return;
  const { mine, theirs } = await start('server', {});
  try {
    await mine.until('connected', () => mine.connection.state === 'connected');
    mine.send(mine.connection.seal(Buffer.from('before\n')));
    await theirs.says('before');
    theirs.write('R\n');
    await mine.until('was asked', () => mine.connection.drops.count('unexpected-handshake') > 0);
    // OpenSSL takes our warning for the end.
    await theirs.says(/no renegotiation/);
  } finally {
    mine.stop();
    await theirs.stop();
  }
});
