/** A coturn of our own, on free ports of this machine, for as long as a test file runs. */

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtemp, rm } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { within } from './peer.ts';
import { locate } from './programs.ts';
import type { ServerCertificate } from './server-certificate.ts';
import { serverCertificate } from './server-certificate.ts';

export interface CoturnOptions {
  /** Addresses to serve and to relay on; by default the first IPv4 address that is not loopback. */
  readonly addresses?: readonly string[];
  /** Serve TLS, too. */
  readonly tls?: boolean;
  /** Port for UDP and TCP, and for TLS; free ones by default. */
  readonly port?: number;
  readonly tlsPort?: number;
  /** Put before the program, such as `ip netns exec name`. */
  readonly before?: readonly string[];
  /** Further options of the program. */
  readonly more?: readonly string[];
}

export interface Coturn {
  readonly url: string;
  readonly username: string;
  readonly credential: string;
  /** Of TLS, if it is served. */
  readonly certificate: ServerCertificate | undefined;
  /** The URL of one way to the server. */
  urlOf(transport: 'udp' | 'tcp' | 'tls', address?: string): string;
  /** What it has written so far. */
  output(): string;
  close(): Promise<void>;
}

const USERNAME = 'interop';
const CREDENTIAL = 'not a secret';

export async function startCoturn(options: CoturnOptions = {}): Promise<Coturn> {
  const program = locate('coturn');
  if (program === undefined) throw new Error('coturn is not installed');
  const addresses = options.addresses ?? [ownAddress()];
  const address = addresses[0] as string;
  const elsewhere = options.before !== undefined;
  const port = options.port ?? (await freePort(address));
  const tlsPort = options.tlsPort ?? (await freePort(address));
  const folder = await mkdtemp(join(tmpdir(), 'purertc-coturn-'));
  const certificate = options.tls === true ? await serverCertificate(folder, [...addresses, 'localhost']) : undefined;
  const command = [
    ...(options.before ?? []),
    program,
    ...['-n', '--no-cli', '--no-dtls', '--fingerprint', '--lt-cred-mech', '--allow-loopback-peers'],
    ...addresses.flatMap(each => ['--listening-ip', each, '--relay-ip', each]),
    ...['--listening-port', String(port), '--tls-listening-port', String(tlsPort)],
    ...(certificate === undefined
      ? ['--no-tls']
      : ['--cert', certificate.certificateFile, '--pkey', certificate.keyFile]),
    ...['--min-port', '49152', '--max-port', '65535', '--realm', 'purertc.test', '--user', `${USERNAME}:${CREDENTIAL}`],
    ...['--userdb', join(folder, 'turndb'), '--pidfile', join(folder, 'pid'), '--log-file', 'stdout', '--simple-log'],
    ...(options.more ?? []),
  ];
  const server = spawn(command[0] as string, command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const hear = (data: Buffer): void => {
    output += data.toString();
  };
  server.stdout.on('data', hear);
  server.stderr.on('data', hear);
  const close = async (): Promise<void> => {
    await stop(server);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const answered = elsewhere ? listening(server, () => output) : answering(address, port, server);
    await within(answered, 10_000, 'starting coturn');
  } catch (error) {
    await close();
    throw new Error(`coturn does not answer:\n${output}`, { cause: error });
  }
  const urlOf: Coturn['urlOf'] = (transport, at = address) => {
    const host = isIPv6(at) ? `[${at}]` : at;
    return transport === 'tls' ? `turns:${host}:${tlsPort}` : `turn:${host}:${port}?transport=${transport}`;
  };
  return {
    url: urlOf('udp'),
    username: USERNAME,
    credential: CREDENTIAL,
    certificate,
    urlOf,
    output: () => output,
    close,
  };
}

/** Browsers do not look at loopback where there is another interface. */
export function ownAddress(family: 'IPv4' | 'IPv6' = 'IPv4'): string {
  const all = Object.values(networkInterfaces()).flatMap(entries => entries ?? []);
  const own = all.find(each => each.family === family && !each.internal && !each.address.startsWith('fe80'));
  return own?.address ?? (family === 'IPv4' ? '127.0.0.1' : '::1');
}

function freePort(address: string): Promise<number> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.bind(0, address, () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

/** A Binding request (RFC 8489 §5: type, length, magic cookie, transaction id) until it is answered. */
function answering(address: string, port: number, server: ChildProcess): Promise<void> {
  const request = Buffer.from('000100002112a442000102030405060708090a0b', 'hex');
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  return new Promise<void>((resolve, reject) => {
    const ask = setInterval(() => socket.send(request, port, address), 50);
    const late = setTimeout(() => end(new Error('no answer')), 9_000);
    const gone = (code: number | null): void => end(new Error(`coturn ended with ${code}`));
    const end = (error?: Error): void => {
      clearInterval(ask);
      clearTimeout(late);
      server.off('exit', gone);
      socket.removeAllListeners();
      socket.close();
      if (error === undefined) resolve();
      else reject(error);
    };
    socket.on('error', () => {});
    socket.on('message', () => end());
    server.once('exit', gone);
  });
}

/** Where its network is not ours: when it says that it has opened its last listener. */
async function listening(server: ChildProcess, output: () => string): Promise<void> {
  const opened = /TCP listener opened|Total auth threads/i;
  for (const end = Date.now() + 9_000; Date.now() < end; ) {
    if (opened.test(output())) return;
    if (server.exitCode !== null) throw new Error(`coturn ended with ${server.exitCode}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error('it does not listen');
}

function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise(resolve => {
    server.once('exit', () => resolve());
    server.kill('SIGKILL');
  });
}
