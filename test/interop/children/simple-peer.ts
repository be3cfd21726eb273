/** `simple-peer` over `purertc/global`, both ends in Node: messages, a stream, and an end. */

import assert from 'node:assert/strict';
import '../../../src/global/index.ts';
import { mediaDevices } from '../../../src/index.ts';
import { simplePeer } from '../harness/third-party.ts';

const SimplePeer = simplePeer();
assert.equal(SimplePeer.WEBRTC_SUPPORT, true);
const stream = await mediaDevices.getUserMedia({ audio: true, video: true });
const caller = new SimplePeer({ initiator: true, stream });
const callee = new SimplePeer();
const heard: string[] = [];
const ended = Promise.all([caller, callee].map(peer => new Promise<void>(resolve => peer.on('close', resolve))));
for (const peer of [caller, callee]) {
  peer.on('error', error => {
    throw error;
  });
}
caller.on('signal', data => callee.signal(data));
callee.on('signal', data => caller.signal(data));
const streamed = new Promise<string[]>(resolve => {
  callee.on('stream', received => resolve(received.getTracks().map(({ kind }) => kind)));
});
callee.on('data', data => {
  heard.push(new TextDecoder().decode(data));
  if (heard.length === 100) callee.send('all here');
});
const answered = new Promise<string>(resolve => caller.on('data', data => resolve(new TextDecoder().decode(data))));
caller.on('connect', () => {
  for (let i = 0; i < 100; i++) caller.send(`message ${i}`);
});
assert.equal(await answered, 'all here');
assert.deepEqual(
  heard,
  Array.from({ length: 100 }, (_, i) => `message ${i}`),
);
assert.deepEqual((await streamed).sort(), ['audio', 'video']);
caller.destroy();
callee.destroy();
await ended;
for (const track of stream.getTracks()) track.stop();
console.log('messages and a stream');
