/** One end of a transfer under which the network changes, `roamer send|receive`: signalling goes through the parent. */

import {
  listen,
  type RTCIceCandidateInit,
  RTCPeerConnection,
  type RTCSessionDescriptionInit,
} from '../../../src/index.ts';

const MESSAGES = 300;
const SIZE = 4096;

const isSender = process.argv[2] === 'send';
const connection = new RTCPeerConnection({}, isSender ? {} : { endpoint: await listen() });
process.send?.({ state: 'ready' });
let restarts = 0;

interface Signal {
  readonly description?: RTCSessionDescriptionInit;
  readonly candidate?: RTCIceCandidateInit | null;
  readonly restart?: true;
}

/** What came is taken one after the other; candidates wait for the description that they belong to. */
let taken = Promise.resolve();
const early: (RTCIceCandidateInit | null)[] = [];
process.on('message', (signal: Signal) => {
  taken = taken.then(() => take(signal));
});
connection.onicecandidate = ({ candidate }) => void process.send?.({ candidate });
connection.onnegotiationneeded = async () => {
  await connection.setLocalDescription();
  process.send?.({ description: connection.localDescription });
};
connection.onconnectionstatechange = () => void process.send?.({ state: connection.connectionState });

if (isSender) send();
else receive();

async function take({ description, candidate, restart }: Signal): Promise<void> {
  if (restart === true) {
    restarts++;
    connection.restartIce();
  } else if (description !== undefined) {
    await connection.setRemoteDescription(description);
    for (const each of early.splice(0)) await connection.addIceCandidate(each ?? undefined);
    if (description.type !== 'offer') return;
    await connection.setLocalDescription();
    process.send?.({ description: connection.localDescription });
  } else if (connection.remoteDescription === null) {
    early.push(candidate ?? null);
  } else {
    await connection.addIceCandidate(candidate ?? undefined);
  }
}

function send(): void {
  const channel = connection.createDataChannel('transfer');
  channel.onopen = () => {
    let sent = 0;
    const timer = setInterval(() => {
      const message = new Uint8Array(SIZE).fill(sent & 0xff);
      channel.send(message);
      if (++sent === MESSAGES) clearInterval(timer);
    }, 20);
  };
}

function receive(): void {
  let expected = 0;
  connection.ondatachannel = ({ channel }) => {
    channel.onmessage = ({ data }) => {
      const bytes = new Uint8Array(data as ArrayBuffer);
      if (bytes.length !== SIZE || bytes[0] !== (expected & 0xff)) throw new Error(`message ${expected} is wrong`);
      expected++;
      process.send?.({ received: expected, of: MESSAGES, restarts });
    };
  };
}
