/** The other process of `npm start -- --loopback`: answers over IPC, and sends every byte back. */

import { RTCPeerConnection } from '../src/index.ts';
import type { Signal } from './visitor.ts';

const connection = new RTCPeerConnection();

connection.onicecandidate = event => {
  const { candidate } = event;
  send({ candidate: candidate?.toJSON() ?? null });
};
connection.ondatachannel = event => {
  const { channel } = event;
  channel.binaryType = 'arraybuffer';
  channel.onmessage = message => channel.send(message.data);
};

process.on('message', (signal: Signal) => {
  take(signal).catch((error: unknown) => console.error(`bad signal: ${String(error)}`));
});
process.on('disconnect', () => connection.close());
// Ctrl-C reaches both processes; the parent tells this one when to end.
process.on('SIGINT', () => {});

async function take(signal: Signal): Promise<void> {
  if (signal.description === undefined) return connection.addIceCandidate(signal.candidate as never);
  await connection.setRemoteDescription(signal.description);
  await connection.setLocalDescription();
  const { type, sdp } = connection.localDescription ?? { type: 'answer', sdp: '' };
  send({ description: { type, sdp } });
}

function send(signal: Signal): void {
  if (process.connected) process.send?.(signal);
}
