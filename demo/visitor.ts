/** Node's side of one visitor's connection: answers the browser's offers and serves the channels it opens. */

import { release } from 'node:os';
import type { RTCDataChannel } from '../src/index.ts';
import { RTCPeerConnection } from '../src/index.ts';
import { Call } from './call.ts';
import type { ReceivedFile } from './file-transfer.ts';
import { receiveFile, sendFile } from './file-transfer.ts';
import type { Member, Room } from './room.ts';

/** What travels over the WebSocket, both ways. */
export interface Signal {
  readonly description?: { readonly type: 'offer' | 'answer' | 'pranswer' | 'rollback'; readonly sdp: string };
  readonly candidate?: unknown;
}

export class Visitor implements Member {
  readonly name: string;
  readonly #room: Room;
  readonly #signal: (signal: Signal) => void;
  readonly #log: (line: string) => void;
  readonly #connection: RTCPeerConnection;
  readonly #call: Call;
  /** Signals are worked off one after the other, in the order they came. */
  #signals: Promise<void>;
  #chat: RTCDataChannel | undefined;
  #status: RTCDataChannel | undefined;
  /** The visitor's last file, which it can ask back. */
  #file: ReceivedFile | undefined;

  constructor(room: Room, signal: (signal: Signal) => void, log: (line: string) => void) {
    this.name = room.nextName();
    this.#room = room;
    this.#signal = signal;
    this.#log = log;
    this.#signals = Promise.resolve();
    this.#connection = this.#connect();
    this.#call = new Call(this.#connection, line => log(`${this.name}: ${line}`));
  }

  /** A text from the WebSocket; a bad one is told in the log and forgotten. */
  signalled(text: string): void {
    this.#signals = this.#signals
      .then(() => this.#take(JSON.parse(text) as Signal))
      .catch((error: unknown) => this.#log(`${this.name}: bad signal: ${String(error)}`));
  }

  hear(from: string, text: string): void {
    if (this.#chat?.readyState === 'open') this.#chat.send(JSON.stringify({ from, text }));
  }

  close(): void {
    this.#room.leave(this);
    this.#call.close();
    this.#connection.close();
    this.#file?.discard();
    this.#file = undefined;
  }

  #connect(): RTCPeerConnection {
    const connection = new RTCPeerConnection();
    connection.onicecandidate = event => {
      this.#signal({ candidate: event.candidate });
    };
    connection.onconnectionstatechange = () => {
      this.#log(`${this.name}: ${connection.connectionState}`);
      this.#tellStatus();
    };
    connection.oniceconnectionstatechange = () => this.#tellStatus();
    connection.onsignalingstatechange = () => this.#tellStatus();
    connection.ondatachannel = event => this.#serve(event.channel);
    return connection;
  }

  async #take(signal: Signal): Promise<void> {
    const connection = this.#connection;
    if (signal.description !== undefined) {
      await connection.setRemoteDescription(signal.description);
      if (signal.description.type !== 'offer') return;
      await connection.setLocalDescription();
      const { type, sdp } = connection.localDescription ?? { type: 'answer', sdp: '' };
      this.#signal({ description: { type, sdp } });
    } else if (signal.candidate !== undefined) {
      await connection.addIceCandidate(signal.candidate as never);
    }
  }

  /** What a channel is for stands in its label. */
  #serve(channel: RTCDataChannel): void {
    channel.binaryType = 'arraybuffer';
    switch (channel.label) {
      case 'chat':
        this.#serveChat(channel);
        break;
      case 'ping':
        channel.onmessage = event => channel.send(event.data);
        break;
      case 'status':
        this.#status = channel;
        whenOpen(channel, () => this.#tellStatus());
        break;
      case 'call':
        this.#call.serve(channel);
        break;
      case 'upload':
        void this.#serveUpload(channel);
        break;
      case 'download':
        void this.#serveDownload(channel);
        break;
      default:
        channel.close();
    }
  }

  #serveChat(channel: RTCDataChannel): void {
    this.#chat = channel;
    whenOpen(channel, () => {
      this.#room.join(this);
      const hello = `Hello, ${this.name}! This is Node ${process.version} on ${process.platform} ${release()}.`;
      this.hear('Node', `${hello} What you write reaches me over a WebRTC data channel.`);
    });
    channel.onclose = () => this.#room.leave(this);
    channel.onmessage = event => {
      const text = String(event.data);
      const others = this.#room.say(this, text);
      const heard = others === 0 ? 'You are the only one here' : `I told ${others} other${others === 1 ? '' : 's'}`;
      const size = new TextEncoder().encode(text).length;
      this.hear('Node', `${heard}. “${text}” came as one message of ${size} bytes.`);
    };
  }

  async #serveUpload(channel: RTCDataChannel): Promise<void> {
    try {
      const file = await receiveFile(channel);
      this.#file?.discard();
      this.#file = file;
      this.#log(`${this.name} sent ${file.name}, ${file.size} bytes, sha-256 ${file.sha256}`);
    } catch (error) {
      this.#log(`${this.name}: upload ended: ${String(error)}`);
    }
  }

  async #serveDownload(channel: RTCDataChannel): Promise<void> {
    try {
      const sent = await sendFile(channel, this.#file);
      this.#log(`${this.name} got ${sent.name}, ${sent.size} bytes, sha-256 ${sent.sha256}`);
    } catch (error) {
      this.#log(`${this.name}: download ended: ${String(error)}`);
    }
  }

  /** Node's own view of the connection, for the page to show beside the browser's. */
  #tellStatus(): void {
    if (this.#status?.readyState !== 'open') return;
    const connection = this.#connection;
    const dtls = connection.sctp?.transport;
    const pair = dtls?.iceTransport.getSelectedCandidatePair();
    this.#status.send(
      JSON.stringify({
        name: this.name,
        signalingState: connection.signalingState,
        iceGatheringState: connection.iceGatheringState,
        iceConnectionState: connection.iceConnectionState,
        connectionState: connection.connectionState,
        dtlsState: dtls?.state,
        sctpState: connection.sctp?.state,
        maxMessageSize: connection.sctp?.maxMessageSize,
        local: pair?.local?.candidate,
        remote: pair?.remote?.candidate,
      }),
    );
  }
}

/** A channel of the other side's may be announced before it is open. */
function whenOpen(channel: RTCDataChannel, steps: () => void): void {
  if (channel.readyState === 'open') steps();
  else channel.addEventListener('open', steps, { once: true });
}
