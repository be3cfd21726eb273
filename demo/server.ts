/** The demo's web server: the page, and a WebSocket per visitor over which offer, answer and candidates travel. */

import { readFile } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { Room } from './room.ts';
import { Visitor } from './visitor.ts';

export interface DemoServer {
  readonly url: string;
  /** Closes every connection; nothing keeps the process afterwards. */
  close(): Promise<void>;
}

const DEFAULT_PORT = 8080;

/** Beside the emitted folder, wherever that is: the page is not compiled. */
const PAGE = new URL('../../demo/page/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Signalling messages are short; a session description is the longest. */
const LONGEST_SIGNAL = 256 * 1024;

export async function startServer(port: number | undefined, log: (line: string) => void): Promise<DemoServer> {
  const http = createServer((request, response) => void servePage(request, response));
  const sockets = new WebSocketServer({ server: http, path: '/signal', maxPayload: LONGEST_SIGNAL });
  const room = new Room();
  const visitors = new Set<Visitor>();

  sockets.on('error', () => {}); // The HTTP server's errors come here too; they are handled there.
  sockets.on('connection', socket => {
    const visitor = new Visitor(room, signal => socket.send(JSON.stringify(signal)), log);
    visitors.add(visitor);
    log(`${visitor.name} opened the page`);
    socket.on('message', data => visitor.signalled(String(data)));
    socket.on('error', () => {});
    socket.on('close', () => {
      visitors.delete(visitor);
      log(`${visitor.name} left`);
      visitor.close();
    });
  });

  await listen(http, port);
  return {
    url: `http://localhost:${(http.address() as AddressInfo).port}/`,
    async close() {
      for (const visitor of visitors) visitor.close();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      http.closeAllConnections();
      await new Promise(resolve => http.close(resolve));
    },
  };
}

/** On the port asked for; if none was and the default is taken, on any. */
async function listen(http: Server, port: number | undefined): Promise<void> {
  const attempt = (on: number): Promise<void> =>
    new Promise((resolve, reject) => {
      http.once('error', reject);
      http.listen(on, 'localhost', () => {
        http.off('error', reject);
        resolve();
      });
    });
  if (port !== undefined) return attempt(port);
  try {
    await attempt(DEFAULT_PORT);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    await attempt(0);
  }
}

async function servePage(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const name = path === '/' ? 'index.html' : path.slice(1);
  const type = /^[a-z0-9-]+\.(html|css|js|svg)$/.exec(name)?.[1];
  try {
    if (type === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) throw new Error('nothing here');
    const body = await readFile(new URL(name, PAGE));
    response.writeHead(200, { 'content-type': TYPES[type], 'cache-control': 'no-cache' }).end(body);
  } catch {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
  }
}
