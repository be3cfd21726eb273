/**
 * A program for any runtime: one end of a call, or both, over real sockets, with data and media both ways.
 *
 * `call offer` and `call answer` signal by lines of JSON on stdin and stdout, `call both` within itself. Each end prints a
 * line `{"report": …}` when it has all that it waited for, and the process must then end by itself.
 */

import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { RTCDataChannel } from '../../src/index.ts';
import { mediaDevices, RTCPeerConnection, readFrames, readSamples } from '../../src/index.ts';

interface Message {
  readonly description?: { readonly type: 'offer' | 'answer'; readonly sdp: string };
  readonly candidate?: object | null;
}

interface Report {
  readonly role: string;
  readonly runtime: string;
  readonly milliseconds: number;
  readonly received: number;
  readonly intact: boolean;
  readonly frames: number;
  readonly samples: number;
}

const BYTES = 8 << 20;
const MESSAGE = 64 << 10;
const BUFFERED = 1 << 20;
/** Coded pictures, and pieces of sound, that have to come. */
const FRAMES = 15;
const PIECES = 25;
const DONE = 'done';

class End {
  readonly role: 'offer' | 'answer';
  readonly connection: RTCPeerConnection;
  readonly #start: number;
  readonly #send: (message: Message) => void;
  #ready: () => void;
  /** Of the messages: they wait for the tracks, and for each other. */
  #order: Promise<void>;

  constructor(role: 'offer' | 'answer', send: (message: Message) => void) {
    this.role = role;
    this.connection = new RTCPeerConnection();
    this.#start = performance.now();
    this.#send = send;
    this.#ready = () => {};
    this.#order = new Promise(resolve => {
      this.#ready = resolve;
    });
    this.connection.onicecandidate = ({ candidate }) => send({ candidate: candidate?.toJSON() ?? null });
  }

  receive({ description, candidate }: Message): void {
    this.#order = this.#order.then(async () => {
      if (description === undefined) {
        await this.connection.addIceCandidate(candidate as never);
        return;
      }
      await this.connection.setRemoteDescription(description);
      if (description.type === 'offer') await this.#describe();
    });
  }

  async run(): Promise<Report> {
    const { connection, role } = this;
    const stream = await mediaDevices.getUserMedia({ audio: true, video: { width: 160, height: 120, frameRate: 30 } });
    const channel = connection.createDataChannel('call', { negotiated: true, id: 0 });
    channel.binaryType = 'arraybuffer';
    for (const track of stream.getTracks()) connection.addTrack(track, stream);
    const media = this.#media();
    this.#ready();
    if (role === 'offer') await this.#describe();
    const [received, [frames, samples]] = await Promise.all([receiveAll(channel), media, sendAll(channel)]);
    const told = new Promise<void>(resolve => {
      channel.onmessage = () => resolve();
      if (received.done) resolve();
    });
    channel.send(DONE);
    await told;
    // The other end has to hear of it before the connection goes.
    channel.close();
    if (channel.readyState !== 'closed') await once(channel, 'close');
    for (const track of stream.getTracks()) track.stop();
    connection.close();
    const milliseconds = Math.round(performance.now() - this.#start);
    return { role, runtime: runtimeName(), milliseconds, ...pick(received), frames, samples };
  }

  async #describe(): Promise<void> {
    await this.connection.setLocalDescription();
    const { type, sdp } = this.connection.localDescription as { type: 'offer' | 'answer'; sdp: string };
    this.#send({ description: { type, sdp } });
  }

  /** Counts coded pictures and decoded samples until there are enough. */
  #media(): Promise<[frames: number, samples: number]> {
    let frames = 0;
    let samples = 0;
    return new Promise((resolve, reject) => {
      let enough = 0;
      const full = (): void => {
        if (++enough === 2) resolve([frames, samples]);
      };
      this.connection.ontrack = ({ track }) => {
        const video = async (): Promise<void> => {
          for await (const frame of readFrames(track).readable) {
            if (frame.data.length > 0 && ++frames === FRAMES) break;
          }
          full();
        };
        const audio = async (): Promise<void> => {
          let pieces = 0;
          for await (const { data } of readSamples(track).readable) {
            samples += data.length;
            if (++pieces === PIECES) break;
          }
          full();
        };
        (track.kind === 'video' ? video() : audio()).catch(reject);
      };
    });
  }
}

interface Received {
  readonly received: number;
  readonly intact: boolean;
  /** Whether the other end has said that it is done, too. */
  done: boolean;
}

function pick({ received, intact }: Received): { received: number; intact: boolean } {
  return { received, intact };
}

/** Deterministic, and other bytes in each message. */
function contentOf(index: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(MESSAGE);
  for (let i = 0; i < MESSAGE; i++) bytes[i] = (i * 31 + index * 7 + (i >>> 8)) & 0xff;
  return bytes;
}

async function sendAll(channel: RTCDataChannel): Promise<void> {
  if (channel.readyState !== 'open') await once(channel, 'open');
  channel.bufferedAmountLowThreshold = BUFFERED / 2;
  for (let index = 0; index < BYTES / MESSAGE; index++) {
    if (channel.bufferedAmount > BUFFERED) await once(channel, 'bufferedamountlow');
    channel.send(contentOf(index));
  }
}

function receiveAll(channel: RTCDataChannel): Promise<Received> {
  const expected = createHash('sha256');
  for (let index = 0; index < BYTES / MESSAGE; index++) expected.update(contentOf(index));
  const digest = expected.digest('hex');
  const hash = createHash('sha256');
  const state = { received: 0, intact: false, done: false };
  return new Promise(resolve => {
    channel.onmessage = ({ data }: { data: unknown }) => {
      if (data === DONE) {
        state.done = true;
        return;
      }
      const bytes = new Uint8Array(data as ArrayBuffer);
      hash.update(bytes);
      state.received += bytes.length;
      if (state.received < BYTES) return;
      state.intact = hash.digest('hex') === digest;
      resolve(state);
    };
  });
}

function once(target: EventTarget, type: string): Promise<unknown> {
  return new Promise(resolve => target.addEventListener(type, resolve, { once: true }));
}

function runtimeName(): string {
  const { bun, deno, node } = process.versions as Record<string, string | undefined>;
  if (bun !== undefined) return `Bun ${bun}`;
  return deno === undefined ? `Node ${node}` : `Deno ${deno}`;
}

function tell(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function both(): Promise<void> {
  const offer: End = new End('offer', message => answer.receive(message));
  const answer: End = new End('answer', message => offer.receive(message));
  for (const report of await Promise.all([offer.run(), answer.run()])) tell({ report });
}

async function one(role: 'offer' | 'answer'): Promise<void> {
  const end = new End(role, tell);
  const lines = createInterface({ input: process.stdin });
  lines.on('line', line => end.receive(JSON.parse(line) as Message));
  tell({ report: await end.run() });
  lines.close();
  process.stdin.destroy();
}

const role = process.argv[2];
if (role === 'both') await both();
else if (role === 'offer' || role === 'answer') await one(role);
else throw new Error('call offer | answer | both');
