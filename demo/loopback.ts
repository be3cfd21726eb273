/** The demo without a browser: this process and a child of it connect, and a file goes there and back. */

import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { RTCDataChannel } from '../src/index.ts';
import { RTCPeerConnection } from '../src/index.ts';
import { sendBytes, testBytes } from './file-transfer.ts';
import { ProgressBar } from './progress-bar.ts';
import type { Signal } from './visitor.ts';

/** Answers whether everything arrived as it was sent. */
export async function runLoopback(size: number): Promise<boolean> {
  const child = fork(fileURLToPath(new URL('loopback-child.js', import.meta.url)), { stdio: 'inherit' });
  const connection = new RTCPeerConnection();
  const interrupted = (): void => {
    connection.close();
    child.kill();
    process.exitCode = 130;
  };
  process.once('SIGINT', interrupted);
  try {
    console.log(`process ${process.pid} and process ${child.pid} connect over WebRTC…`);
    const channel = connection.createDataChannel('file');
    channel.binaryType = 'arraybuffer';
    const start = performance.now();
    await connectTo(child, connection, channel);
    console.log(`connected in ${(performance.now() - start).toFixed(0)} ms`);
    return await transfer(channel, size);
  } catch (error) {
    if (process.exitCode !== 130) console.error(`failed: ${String(error)}`);
    return false;
  } finally {
    process.off('SIGINT', interrupted);
    connection.close();
    if (child.connected) child.disconnect();
  }
}

async function connectTo(child: ChildProcess, connection: RTCPeerConnection, channel: RTCDataChannel): Promise<void> {
  const opened = new Promise<void>((resolve, reject) => {
    channel.onopen = () => resolve();
    child.once('exit', code => reject(new Error(`the other process ended with ${code}`)));
    connection.addEventListener('connectionstatechange', () => {
      if (connection.connectionState === 'failed') reject(new Error('the connection failed'));
    });
  });
  connection.onicecandidate = event => {
    const { candidate } = event;
    if (child.connected) child.send({ candidate: candidate?.toJSON() ?? null });
  };
  child.on('message', (signal: Signal) => {
    const done =
      signal.description === undefined
        ? connection.addIceCandidate(signal.candidate as never)
        : connection.setRemoteDescription(signal.description);
    done.catch((error: unknown) => console.error(`bad signal: ${String(error)}`));
  });
  await connection.setLocalDescription();
  const { type, sdp } = connection.localDescription ?? { type: 'offer', sdp: '' };
  child.send({ description: { type, sdp } });
  await opened;
}

/** The other process sends every byte back as it comes, so both directions are busy at once. */
async function transfer(channel: RTCDataChannel, size: number): Promise<boolean> {
  const there = new ProgressBar('there', size);
  const back = new ProgressBar('back', size);
  const hash = createHash('sha256');
  let received = 0;
  const returned = new Promise<void>((resolve, reject) => {
    channel.addEventListener('close', () => reject(new Error('the channel closed early')));
    channel.onmessage = event => {
      const data = event.data as string | ArrayBuffer;
      if (typeof data === 'string') return;
      received += data.byteLength;
      hash.update(new Uint8Array(data));
      ProgressBar.show(there, back.at(received));
      if (received >= size) resolve();
    };
  });
  const header = { name: 'test file', size, type: 'application/octet-stream' };
  const sending = sendBytes(channel, header, testBytes(size), sent => ProgressBar.show(there.at(sent), back));
  const [sent] = await Promise.all([sending, returned]);
  ProgressBar.show(there.at(size), back.at(received), true);

  const got = hash.digest('hex');
  console.log(
    `sent      sha-256 ${sent}\nreturned  sha-256 ${got}\n${sent === got ? 'equal: every byte arrived' : 'DIFFERENT'}`,
  );
  return sent === got;
}
