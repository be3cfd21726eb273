/**
 * One end of one transfer, a process of its own: `node transfer.js send|receive ours|cubic|bbr PORT`. Its parent carries
 * the signalling, says when to start, and asks what has arrived.
 */

import { connect, createServer } from 'node:net';
import process from 'node:process';
import { RTCPeerConnection } from '../../src/api/rtc-peer-connection.ts';
import { nodeRuntime } from '../../src/node/runtime.ts';
import type { Channel, Connection, Description } from '../rivals/implementations.ts';
import { ADDRESSES } from './network.ts';

export type Sort = keyof typeof ADDRESSES;

export type ToTransfer =
  | { readonly description: Description }
  | { readonly candidate: unknown }
  | { readonly ask: 'start' | 'count' };

export type FromTransfer =
  | { readonly description: Description }
  | { readonly candidate: unknown }
  | { readonly ready: true }
  | { readonly received: number };

const MESSAGE_BYTES = 16_384;
/** What the application keeps waiting. */
const HIGH_BYTES = 4 * 1024 * 1024;

const [role, sort, port] = process.argv.slice(2) as ['send' | 'receive', Sort, string];
const tell = (message: FromTransfer): void => void process.send?.(message);
let received = 0;
let start = (): void => {};

function channelSender(channel: Channel): () => void {
  const message = new Uint8Array(MESSAGE_BYTES);
  const fill = (): void => {
    while (channel.bufferedAmount < HIGH_BYTES) channel.send(message);
  };
  channel.bufferedAmountLowThreshold = HIGH_BYTES / 2;
  channel.onbufferedamountlow = fill;
  return fill;
}

function connectOurs(): void {
  const connection = new RTCPeerConnection({}, { runtime: nodeRuntime }) as unknown as Connection;
  const describe = async (): Promise<void> => {
    await connection.setLocalDescription(
      await (role === 'send' ? connection.createOffer() : connection.createAnswer()),
    );
    const { type, sdp } = connection.localDescription;
    tell({ description: { type, sdp } });
  };
  connection.onicecandidate = ({ candidate }) => {
    if (candidate !== null) tell({ candidate: (candidate as { toJSON: () => unknown }).toJSON() });
  };
  connection.ondatachannel = ({ channel }) => {
    channel.binaryType = 'arraybuffer';
    channel.onmessage = ({ data }) => {
      received += data.byteLength;
    };
    tell({ ready: true });
  };
  let described = Promise.resolve();
  process.on('message', (message: ToTransfer) => {
    if ('candidate' in message) void described.then(() => connection.addIceCandidate(message.candidate));
    if (!('description' in message)) return;
    described = connection.setRemoteDescription(message.description);
    if (role === 'receive') void described.then(describe);
  });
  if (role === 'receive') return;
  const channel = connection.createDataChannel('transfer', { ordered: true });
  channel.onopen = () => {
    start = channelSender(channel);
    tell({ ready: true });
  };
  void describe();
}

function connectTcp(): void {
  if (role === 'receive') {
    const server = createServer(socket => {
      socket.on('data', data => {
        received += data.length;
      });
      socket.on('error', () => {});
    });
    server.listen(Number(port), ADDRESSES[sort], () => tell({ ready: true }));
    return;
  }
  const message = Buffer.alloc(4 * MESSAGE_BYTES);
  start = () => {
    // The route to this address chooses the congestion control.
    const socket = connect(Number(port), ADDRESSES[sort]);
    const fill = (): void => {
      while (socket.write(message));
    };
    socket.on('drain', fill);
    socket.on('connect', fill);
  };
  tell({ ready: true });
}

process.on('message', (message: ToTransfer) => {
  if (!('ask' in message)) return;
  if (message.ask === 'start') start();
  else tell({ received });
});
process.on('disconnect', () => process.exit());
if (sort === 'ours') connectOurs();
else connectTcp();
