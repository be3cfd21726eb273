/** PeerJS's own signalling server, on a free port of loopback, which it tells its parent. It ends when it is killed. */

import { createRequire } from 'node:module';
import type { Server } from 'node:net';

type StartServer = (options: object, listening: (server: Server) => void) => void;

const { PeerServer } = createRequire(import.meta.url)('peer') as { PeerServer: StartServer };
PeerServer({ port: 0, host: '127.0.0.1', path: '/signal', corsOptions: { origin: '*' } }, server => {
  process.send?.(server.address());
});
process.once('disconnect', () => process.exit());
