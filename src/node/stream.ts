/** TCP and TLS streams over `node:net` and `node:tls`: by address only, without Nagle's delay, and unreferenced. */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createServer, type Server, type Socket, connect as tcpConnect } from 'node:net';
import {
  checkServerIdentity,
  createServer as createTlsServer,
  type PeerCertificate,
  TLSSocket,
  connect as tlsConnect,
} from 'node:tls';
import { type TransportAddress, transportAddress } from '../base/address.ts';
import type {
  ListenEvents,
  StreamEvents,
  StreamListener,
  StreamListenOptions,
  StreamOptions,
  StreamSocket,
} from '../runtime/network.ts';

/** A stream that was closed has this long to get rid of what it still holds. */
const LINGER = 1000;
/** Connections that wait to be taken. */
const BACKLOG = 128;

class NodeStreamSocket implements StreamSocket {
  readonly #socket: Socket;
  #events: StreamEvents | undefined;

  constructor(socket: Socket, events: StreamEvents | undefined) {
    this.#socket = socket;
    this.#events = events;
    socket.setNoDelay(true);
    socket.unref();
    socket.on('data', bytes => {
      // A plain Uint8Array over the same bytes: `slice` of a Buffer is no copy.
      this.#events?.bytes(new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length));
    });
    socket.on('error', error => this.#take()?.failed(error.message));
    socket.on('close', () => this.#take()?.closed());
  }

  get queuedBytes(): number {
    return this.#socket.writableLength;
  }

  /** The ear of a connection that came in. */
  listen(events: StreamEvents): void {
    this.#events = events;
  }

  opened(): void {
    const local = ownAddress(this.#socket.localAddress, this.#socket.localPort);
    if (local !== undefined) this.#events?.opened(local);
    else this.#take()?.failed('bound to no IP address');
  }

  write(bytes: Uint8Array): void {
    if (this.#events !== undefined) this.#socket.write(bytes);
  }

  close(): void {
    this.#events = undefined;
    if (this.#socket.destroyed) return;
    this.#socket.end();
    if (this.#socket.writableLength === 0 || this.#socket.connecting) this.#socket.destroySoon();
    else setTimeout(() => this.#socket.destroy(), LINGER).unref();
  }

  #take(): StreamEvents | undefined {
    const events = this.#events;
    this.#events = undefined;
    return events;
  }
}

function ownAddress(address: string | undefined, port: number | undefined): TransportAddress | undefined {
  return transportAddress((address ?? '').replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/, ''), port ?? 0);
}

/** Connects to an address; with TLS, verifies that the certificate is for `serverName` and from a trusted authority. */
export function openStream(options: StreamOptions, events: StreamEvents): StreamSocket {
  const { local, remote, tls } = options;
  const where = {
    host: remote.address,
    port: remote.port,
    ...(local === undefined ? {} : { localAddress: local }),
  };
  if (tls === undefined) {
    const socket = tcpConnect(where);
    const stream = new NodeStreamSocket(socket, events);
    socket.once('connect', () => stream.opened());
    return stream;
  }
  const isLiteral = transportAddress(tls.serverName, 0) !== undefined;
  const socket = tlsConnect({
    ...where,
    // RFC 6066 §3: literal addresses are not sent as a name. Without one, the certificate is checked against `host`.
    ...(isLiteral ? { checkServerIdentity: checkAddress } : { servername: tls.serverName }),
    ...(tls.authorities === undefined ? {} : { ca: [...tls.authorities] }),
    // RFC 9325 §3.1.1: TLS 1.2 or later. Whatever the environment says, certificates are verified.
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  });
  const stream = new NodeStreamSocket(socket, events);
  socket.once('secureConnect', () => stream.opened());
  return stream;
}

/**
 * Whether a certificate is for the address `host`. Some releases of Node (22.23) find no IPv6 address in a certificate;
 * OpenSSL does: it looks at the iPAddress entries of subjectAltName (RFC 5280 §4.2.1.6), and at nothing else.
 */
function checkAddress(host: string, certificate: PeerCertificate): Error | undefined {
  const problem = checkServerIdentity(host, certificate);
  if (problem === undefined) return undefined;
  return new X509Certificate(certificate.raw).checkIP(host) === undefined ? problem : undefined;
}

/** A handshake that takes longer is no handshake. */
const HANDSHAKE_TIMEOUT = 10_000;
/** TLS handshakes under way at one listener; a further one takes the place of the oldest. */
const MAX_HANDSHAKES = 256;

/** Listens on an address; unreferenced: it does not keep the process alive. */
export function listenStream(
  address: string,
  port: number,
  events: ListenEvents,
  options: StreamListenOptions = {},
): StreamListener {
  let closed = false;
  const accept = (socket: Socket): void => {
    const remote = ownAddress(socket.remoteAddress, socket.remotePort);
    const stream = new NodeStreamSocket(socket, undefined);
    const ear = closed || remote === undefined ? undefined : events.connected(stream, remote);
    if (ear === undefined) socket.destroy();
    else stream.listen(ear);
  };
  const fail = (error: Error): void => {
    // Errors of an open listener (EMFILE) pass; one that could not be bound stays closed.
    if (closed || server.listening) return;
    closed = true;
    events.failed(error.message);
  };
  let server: Server;
  try {
    server = options.tls === undefined ? createServer(accept) : secureServer(options.tls, accept);
  } catch (error) {
    // A certificate or key that cannot be read.
    queueMicrotask(() => events.failed((error as Error).message));
    return { close: () => {} };
  }
  server.on('error', fail);
  server.listen({ host: address, port, backlog: BACKLOG, ipv6Only: address.includes(':') }, () => {
    const bound = server.address();
    const local = bound === null || typeof bound === 'string' ? undefined : ownAddress(bound.address, bound.port);
    if (!closed && local !== undefined) events.opened(local);
  });
  server.unref();
  return {
    close: () => {
      closed = true;
      server.close();
    },
  };
}

function secureServer(
  tls: { readonly certificate: string; readonly key: string },
  accept: (socket: Socket) => void,
): Server {
  const { certificate, key } = tls;
  // Deno looks at them at the first handshake only.
  if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))) {
    throw new TypeError('The private key is not that of the certificate');
  }
  // RFC 9325 §3.1.1: TLS 1.2 or later.
  const options = { cert: certificate, key, minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_TIMEOUT } as const;
  const handshakes = new Handshakes();
  const server = createTlsServer(options, socket => {
    handshakes.ended(socket);
    accept(socket);
  });
  // Node tells of a handshake that takes too long, and leaves it at that.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server.on('connection', (socket: Socket) => {
    // Whoever has not finished the handshake does not keep the process alive, either.
    socket.unref();
    // Where the runtime does TLS for itself, there is no connection below it.
    if (!(socket instanceof TLSSocket)) handshakes.began(socket);
  });
}

/** Connections that have yet to finish their handshake. Nobody else knows of them, so their number is bounded here. */
class Handshakes {
  /** By whom they are with, the oldest first. */
  readonly #sockets: Map<string, Socket>;

  constructor() {
    this.#sockets = new Map();
  }

  began(socket: Socket): void {
    if (this.#sockets.size >= MAX_HANDSHAKES) {
      for (const [key, oldest] of this.#sockets) {
        this.#sockets.delete(key);
        oldest.destroy();
        break;
      }
    }
    const key = peerOf(socket);
    this.#sockets.set(key, socket);
    socket.once('close', () => {
      if (this.#sockets.get(key) === socket) this.#sockets.delete(key);
    });
  }

  /** `socket` may be the one below TLS, or the one above. */
  ended(socket: Socket): void {
    this.#sockets.delete(peerOf(socket));
  }
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
