// A phone with PeerJS: a Node program that browsers can call by its name, and that answers with a tone.
// Run: npm install peerjs ws && node examples/peerjs/phone.js NAME [PeerServer's host] [port]
import { createRequire } from 'node:module';
import 'purertc/global';
import { WebSocket } from 'ws';

// PeerJS is a browser's program: it asks for these two as well, which Node 20 has not.
globalThis.WebSocket ??= WebSocket;
globalThis.location ??= { protocol: 'http:' };
const { Peer } = createRequire(import.meta.url)('peerjs');

const [name = 'phone', host = 'localhost', port = '9000'] = process.argv.slice(2);
const peer = new Peer(name, { host, port: Number(port), path: '/signal' });
peer.on('open', id => console.log(`reachable as ${id}`));
peer.on('error', error => console.error(`${error.type}: ${error.message}`));
peer.on('connection', connection => {
  connection.on('data', data => {
    console.log(`${connection.peer} says: ${data}`);
    connection.send(`You said: ${data}`);
  });
});
peer.on('call', async call => {
  console.log(`${call.peer} calls`);
  call.answer(await navigator.mediaDevices.getUserMedia({ audio: true }));
  call.on('stream', stream => console.log(`hearing ${stream.getAudioTracks().length} track`));
  call.on('close', () => console.log(`${call.peer} has hung up`));
});
