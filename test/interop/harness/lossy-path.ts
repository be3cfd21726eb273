/** A path that loses and delays, in front of one peer's candidate: whoever sends to its port reaches that peer through it. */

import type { RemoteInfo, Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { SeededRandom } from '../../../src/base/random.ts';

export interface LossyPathOptions {
  readonly seed: number;
  /** Share of the datagrams that are lost, each way, 0 to 1. */
  readonly loss: number;
  /** Milliseconds that the others take, each way. */
  readonly delay: number;
}

export interface LossyPath {
  readonly port: number;
  readonly passed: number;
  readonly lost: number;
  close(): void;
}

/** In front of `address:port`. The remote side is whoever sent last. */
export async function lossyPath(address: string, port: number, options: LossyPathOptions): Promise<LossyPath> {
  const random = new SeededRandom(options.seed);
  const outer = await bound('127.0.0.1');
  const inner = await bound(address);
  let remote: RemoteInfo | undefined;
  let passed = 0;
  let lost = 0;
  let open = true;
  const carry = (socket: Socket, bytes: Buffer, to: number, host: string): void => {
    if ((random.bytes(2).reduce((sum, byte) => sum * 256 + byte, 0) & 0xffff) / 0x1_0000 < options.loss) {
      lost++;
      return;
    }
    passed++;
    setTimeout(() => {
      if (open) socket.send(bytes, to, host);
    }, options.delay);
  };
  outer.on('message', (bytes, from) => {
    remote = from;
    carry(inner, bytes, port, address);
  });
  inner.on('message', bytes => {
    if (remote !== undefined) carry(outer, bytes, remote.port, remote.address);
  });
  return {
    port: outer.address().port,
    get passed() {
      return passed;
    },
    get lost() {
      return lost;
    },
    close() {
      open = false;
      outer.close();
      inner.close();
    },
  };
}

function bound(address: string): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('error', () => {});
  return new Promise(resolve => socket.bind(0, address, () => resolve(socket)));
}
