// Signaling and video calling: a web page, a signalling server, and a peer in Node that answers every call with what it
// receives. Whoever opens the page sees their camera come back over the network.
// Run: npm install ws && node examples/video-call/server.js [port]
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { forward, RTCPeerConnection } from 'purertc';
import { WebSocketServer } from 'ws';

const page = await readFile(new URL('index.html', import.meta.url));
const server = createServer((request, response) => {
  if (request.url !== '/') return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
});

new WebSocketServer({ server }).on('connection', socket => {
  const answerer = new EchoPeer(message => socket.send(JSON.stringify(message)));
  socket.on('message', text => {
    answerer.receive(JSON.parse(text)).catch(error => console.error(error));
  });
  socket.on('close', () => answerer.close());
});

server.listen(Number(process.argv[2] ?? 8080), '127.0.0.1', () => {
  console.log(`Open http://localhost:${server.address().port}/`);
});

/** Answers a call, and sends every track back as it comes: nothing is decoded. */
class EchoPeer {
  #connection = new RTCPeerConnection();
  #send;

  constructor(send) {
    this.#send = send;
    this.#connection.onicecandidate = ({ candidate }) => send({ candidate });
    this.#connection.onconnectionstatechange = () => console.log(this.#connection.connectionState);
    this.#connection.ontrack = ({ track, transceiver, streams }) => {
      transceiver.direction = 'sendrecv';
      transceiver.sender.setStreams(...streams);
      void transceiver.sender.replaceTrack(forward(track).track);
    };
  }

  async receive({ description, candidate }) {
    if (candidate !== undefined) return this.#connection.addIceCandidate(candidate);
    await this.#connection.setRemoteDescription(description);
    await this.#connection.setLocalDescription();
    this.#send({ description: this.#connection.localDescription });
  }

  close() {
    this.#connection.close();
  }
}
