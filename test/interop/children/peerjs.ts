/** PeerJS over `purertc/global`, both ends and its server in Node: a data connection, a call, and an end. */

import assert from 'node:assert/strict';
import '../../../src/global/index.ts';
import { mediaDevices } from '../../../src/index.ts';
import { peerJs, peerServer } from '../harness/third-party.ts';

const signalling = await peerServer();
const Peer = peerJs();
const alice = new Peer('alice', signalling.options);
const bob = new Peer('bob', signalling.options);
for (const peer of [alice, bob]) {
  peer.on('error', error => {
    throw error;
  });
}
await Promise.all([alice, bob].map(peer => new Promise(resolve => peer.on('open', resolve))));

// `destroy` leaves out every second connection to the same peer, so each is closed by itself.
const opened: { close(): void }[] = [];
bob.on('connection', connection => {
  opened.push(connection);
  connection.on('data', data => connection.send({ echo: data }));
});
const connection = alice.connect('bob', { reliable: true });
opened.push(connection);
await new Promise<void>(resolve => connection.on('open', resolve));
const echo = new Promise(resolve => connection.on('data', resolve));
connection.send({ text: 'grüße', numbers: [1, 2.5, -3], long: 'x'.repeat(100_000) });
assert.deepEqual(await echo, { echo: { text: 'grüße', numbers: [1, 2.5, -3], long: 'x'.repeat(100_000) } });

const stream = await mediaDevices.getUserMedia({ audio: true });
bob.on('call', call => {
  opened.push(call);
  call.answer(stream);
});
const call = alice.call('bob', stream);
opened.push(call);
const kinds = await new Promise(resolve => {
  call.on('stream', received => resolve(received.getTracks().map(({ kind }) => kind)));
});
assert.deepEqual(kinds, ['audio']);
for (const each of opened) each.close();
alice.destroy();
bob.destroy();
for (const track of stream.getTracks()) track.stop();
signalling.close();
console.log('data and a call');
