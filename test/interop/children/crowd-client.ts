/** Clients of a crowd, `crowd-client <count>`: each connects to the parent process, sends a text and reports its echo. */

import { RTCPeerConnection } from '../../../src/index.ts';

/** Connections under way at once. */
const AT_ONCE = 20;

const count = Number(process.argv[2]);
const waiting = new Map<number, (answer: { type: 'answer'; sdp: string }) => void>();
const connections: RTCPeerConnection[] = [];

process.on('message', ({ id, answer }: { id: number; answer: { type: 'answer'; sdp: string } }) => {
  waiting.get(id)?.(answer);
  waiting.delete(id);
});

let next = 0;
await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, work));

async function work(): Promise<void> {
  while (next < count) await connect(next++);
}

async function connect(id: number): Promise<void> {
  const connection = new RTCPeerConnection({}, { includeLoopback: true, interfaces: ['lo'] });
  connections.push(connection);
  const channel = connection.createDataChannel('crowd');
  const echoed = new Promise<void>(resolve => {
    channel.onopen = () => channel.send(`${process.pid} ${id}`);
    channel.onmessage = ({ data }) => {
      if (data === `${process.pid} ${id}`) resolve();
    };
  });
  const offer = await connection.createOffer();
  await connection.setLocalDescription(offer);
  const answered = new Promise<{ type: 'answer'; sdp: string }>(resolve => waiting.set(id, resolve));
  // The server learns our address from our checks.
  process.send?.({ id, offer: { type: 'offer', sdp: connection.localDescription?.sdp } });
  await connection.setRemoteDescription(await answered);
  await echoed;
  process.send?.('echoed');
}
