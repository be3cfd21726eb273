/** The parts of `simple-peer`, `peerjs` and its server that the tests use; two of them come without types. */

import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { MediaStream } from '../../../src/index.ts';

const load = createRequire(import.meta.url);

export interface SimplePeer {
  on(event: 'signal', listener: (data: unknown) => void): this;
  on(event: 'connect' | 'close', listener: () => void): this;
  on(event: 'data', listener: (data: Uint8Array) => void): this;
  on(event: 'stream', listener: (stream: MediaStream) => void): this;
  on(event: 'error', listener: (error: Error) => void): this;
  signal(data: unknown): void;
  send(data: string | Uint8Array): void;
  destroy(): void;
}

export interface SimplePeerClass {
  new (options?: { initiator?: boolean; stream?: MediaStream; channelName?: string }): SimplePeer;
  readonly WEBRTC_SUPPORT: boolean;
}

/** Load it after `purertc/global`: it looks for its classes at once. */
export const simplePeer = (): SimplePeerClass => load('simple-peer') as SimplePeerClass;

export interface DataConnection {
  on(event: 'open' | 'close', listener: () => void): void;
  on(event: 'data', listener: (data: unknown) => void): void;
  send(data: unknown): void;
  close(): void;
}

export interface MediaConnection {
  on(event: 'stream', listener: (stream: MediaStream) => void): void;
  answer(stream?: MediaStream): void;
  close(): void;
}

export interface PeerJs {
  on(event: 'open', listener: (id: string) => void): void;
  on(event: 'connection', listener: (connection: DataConnection) => void): void;
  on(event: 'call', listener: (call: MediaConnection) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  connect(id: string, options?: object): DataConnection;
  call(id: string, stream: MediaStream): MediaConnection;
  destroy(): void;
}

export type PeerJsClass = new (id: string, options: object) => PeerJs;

/** PeerJS also asks for `location` and `WebSocket`, which are not WebRTC's and which Node 20 has not. */
export function peerJs(): PeerJsClass {
  const scope = globalThis as unknown as Record<string, unknown>;
  scope['location'] ??= { protocol: 'http:' };
  scope['WebSocket'] ??= (load('ws') as { WebSocket: unknown }).WebSocket;
  return (load('peerjs') as { Peer: PeerJsClass }).Peer;
}

export interface Signalling {
  /** What a `Peer` is to be told. */
  readonly options: object;
  close(): void;
}

/** PeerJS's own signalling server, in a process of its own: its timers would keep this one. */
export async function peerServer(): Promise<Signalling> {
  const server = fork(fileURLToPath(new URL('../children/peer-server.js', import.meta.url)));
  const { port } = await new Promise<{ port: number }>((resolve, reject) => {
    server.once('message', address => resolve(address as { port: number }));
    server.once('error', reject);
  });
  return {
    options: { host: '127.0.0.1', port, path: '/signal', config: { iceServers: [] } },
    close: () => void server.kill(),
  };
}

/** The file of a package that a page loads as a script. */
export const scriptOf = (path: string): string => load.resolve(path);
