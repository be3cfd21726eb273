/** A coturn of our own, on a free port of this machine, for as long as a test file runs. */

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtemp, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { within } from './peer.ts';
import { locate } from './programs.ts';

export interface Coturn {
  readonly url: string;
  readonly username: string;
  readonly credential: string;
  close(): Promise<void>;
}

const USERNAME = 'interop';
const CREDENTIAL = 'not a secret';

export async function startCoturn(): Promise<Coturn> {
  const program = locate('coturn');
  if (program === undefined) throw new Error('coturn is not installed');
  const address = ownAddress();
  const port = await freePort(address);
  const folder = await mkdtemp(join(tmpdir(), 'purertc-coturn-'));
  const server = spawn(
    program,
    [
      ['-n', '--no-cli', '--no-tls', '--no-dtls', '--fingerprint', '--lt-cred-mech', '--allow-loopback-peers'],
      ['--listening-ip', address, '--relay-ip', address, '--listening-port', String(port)],
      ['--min-port', '49152', '--max-port', '65535', '--realm', 'purertc.test', '--user', `${USERNAME}:${CREDENTIAL}`],
      ['--userdb', join(folder, 'turndb'), '--pidfile', join(folder, 'pid'), '--log-file', 'stdout', '--simple-log'],
    ].flat(),
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  server.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  server.stderr.on('data', (data: Buffer) => {
    output += data.toString();
  });
  const close = async (): Promise<void> => {
    await stop(server);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await within(answering(address, port, server), 10_000, 'starting coturn');
  } catch (error) {
    await close();
    throw new Error(`coturn does not answer:\n${output}`, { cause: error });
  }
  return { url: `turn:${address}:${port}?transport=udp`, username: USERNAME, credential: CREDENTIAL, close };
}

/** Browsers do not look at loopback where there is another interface. */
function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap(entries => entries ?? []);
  return all.find(entry => entry.family === 'IPv4' && !entry.internal)?.address ?? '127.0.0.1';
}

function freePort(address: string): Promise<number> {
  const socket = createSocket('udp4');
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
  const socket = createSocket('udp4');
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

function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise(resolve => {
    server.once('exit', () => resolve());
    server.kill('SIGKILL');
  });
}
