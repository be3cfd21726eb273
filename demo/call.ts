/**
 * Node's side of a call: it sends the visitor's picture and sound straight back, or plays a film instead.
 *
 * Over the channel `call` the page says which, `{ mode: 'echo' | 'film' }`, and Node says what it does and how much it
 * has sent: `{ note, wanted?, sent? }`. `wanted` names the codec that would have to be chosen first.
 */

import { readFile } from 'node:fs/promises';
import type { FilePlayer, MediaStreamTrack, RTCDataChannel, RTCOutboundRtpStreamStats } from '../src/index.ts';
import { playFile, type RTCPeerConnection, type RTCRtpTransceiver } from '../src/index.ts';

type Mode = 'echo' | 'film';

interface Sent {
  packets: number;
  bytes: number;
  /** Of these packets, sent a second time because the browser missed them. */
  repeated: number;
}

/** Beside the emitted folder, as the page is. */
const FILM = new URL('../../demo/film/', import.meta.url);
/** What the film is encoded with, by the kind of its track. */
const FILM_CODEC = { video: 'VP8', audio: 'opus' } as const;

/** Milliseconds between two reports of what was sent. */
const PERIOD = 1_000;

export class Call {
  readonly #connection: RTCPeerConnection;
  readonly #log: (line: string) => void;
  #channel: RTCDataChannel | undefined;
  #mode: Mode;
  #film: Film | undefined;
  #note: { readonly note: string; readonly wanted?: string };
  #timer: NodeJS.Timeout | undefined;
  #closed: boolean;
  /** One change after the other: each may have to wait for the one before. */
  #changes: Promise<void>;

  constructor(connection: RTCPeerConnection, log: (line: string) => void) {
    this.#connection = connection;
    this.#log = log;
    this.#channel = undefined;
    this.#mode = 'echo';
    this.#film = undefined;
    this.#note = { note: 'Node waits for your call.' };
    this.#timer = undefined;
    this.#closed = false;
    this.#changes = Promise.resolve();
    connection.addEventListener('track', ({ transceiver }) => {
      transceiver.direction = 'sendrecv';
    });
    // A call that began, ended, or got another codec.
    connection.addEventListener('signalingstatechange', () => {
      if (connection.signalingState === 'stable') this.#change();
    });
  }

  /** The visitor's channel for wishes and notes. */
  serve(channel: RTCDataChannel): void {
    this.#channel = channel;
    channel.onopen = () => this.#tell(this.#note);
    channel.onmessage = event => {
      const mode = wishOf(event.data);
      if (mode === undefined) return this.#log('the page asked for something unknown');
      this.#mode = mode;
      this.#change();
    };
    if (channel.readyState === 'open') this.#tell(this.#note);
  }

  close(): void {
    this.#closed = true;
    this.#film?.stop();
    clearInterval(this.#timer);
  }

  #change(): void {
    this.#changes = this.#changes
      .then(() => (this.#closed ? undefined : this.#follow()))
      .catch((error: unknown) => this.#log(`call: ${String(error)}`));
  }

  /** Brings what is sent in line with what was negotiated and what the visitor wishes. */
  async #follow(): Promise<void> {
    const lines = this.#connection.getTransceivers().filter(({ currentDirection }) => currentDirection === 'sendrecv');
    if (lines.length === 0) return this.#rest();
    this.#timer ??= setInterval(() => void this.#report(), PERIOD);
    this.#film ??= this.#mode === 'film' ? await Film.open() : undefined;
    // The wish may have changed while the film was being opened.
    const film = this.#mode === 'film' && !this.#closed ? this.#film : undefined;
    for (const line of lines) {
      const { sender, receiver } = line;
      await sender.replaceTrack(film && plays(line) ? film.track(receiver.track.kind) : receiver.track);
    }
    // Picture and sound begin together, once both are on their way.
    if (film === undefined) this.#endFilm();
    else film.start();
    this.#describe(lines);
  }

  /** Nothing comes from the visitor, and nothing goes. */
  async #rest(): Promise<void> {
    if (this.#timer === undefined) return;
    this.#endFilm();
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#say({ note: 'You hung up, and Node sends nothing any more.' });
    await this.#report();
  }

  #endFilm(): void {
    this.#film?.stop();
    this.#film = undefined;
  }

  #describe(lines: readonly RTCRtpTransceiver[]): void {
    const video = lines.find(({ receiver }) => receiver.track.kind === 'video');
    const wanted = FILM_CODEC.video;
    if (this.#mode === 'echo') {
      this.#say({ note: `Node sends straight back what you send: ${lines.map(contents).sort().join(', ')}.` });
    } else if (video === undefined || plays(video)) {
      this.#say({ note: 'Node plays a film from two files, VP8 and Opus, over and over.' });
    } else {
      const why = `The film is in ${wanted}, this call in ${displayName(codecsOf(video)[0])}, and Node does not convert`;
      this.#say({ note: `${why}: you hear it, and see yourself.`, wanted });
    }
  }

  #say(note: { readonly note: string; readonly wanted?: string }): void {
    if (note.note === this.#note.note) return;
    this.#note = note;
    this.#log(`call: ${note.note}`);
    this.#tell(note);
  }

  async #report(): Promise<void> {
    const sent: Sent = { packets: 0, bytes: 0, repeated: 0 };
    for (const stats of (await this.#connection.getStats()).values()) {
      if (stats.type !== 'outbound-rtp') continue;
      const { packetsSent = 0, bytesSent = 0, retransmittedPacketsSent = 0 } = stats as RTCOutboundRtpStreamStats;
      sent.packets += packetsSent;
      sent.bytes += bytesSent;
      sent.repeated += retransmittedPacketsSent;
    }
    this.#tell({ ...this.#note, sent });
  }

  #tell(message: object): void {
    if (this.#channel?.readyState === 'open') this.#channel.send(JSON.stringify(message));
  }
}

/** The demo's film, which is two files, played to one visitor. */
class Film {
  readonly #players: Readonly<Record<'audio' | 'video', FilePlayer>>;

  constructor(picture: Uint8Array, sound: Uint8Array) {
    const options = { loop: true, autoplay: false };
    this.#players = { video: playFile(picture, options), audio: playFile(sound, options) };
  }

  static async open(): Promise<Film> {
    const [picture, sound] = await Promise.all([
      readFile(new URL('film.ivf', FILM)),
      readFile(new URL('film.ogg', FILM)),
    ]);
    return new Film(picture, sound);
  }

  track(kind: 'audio' | 'video'): MediaStreamTrack {
    return this.#players[kind].track;
  }

  start(): void {
    for (const player of Object.values(this.#players)) player.start();
  }

  stop(): void {
    for (const player of Object.values(this.#players)) player.stop();
  }
}

/** Whether the film's codec is among those that were negotiated. */
function plays(line: RTCRtpTransceiver): boolean {
  return codecsOf(line).includes(FILM_CODEC[line.receiver.track.kind]);
}

/** `VP8`, `opus` and the like; the first is the one in use. */
function codecsOf({ sender }: RTCRtpTransceiver): string[] {
  return sender.getParameters().codecs.map(({ mimeType }) => mimeType.slice(mimeType.indexOf('/') + 1));
}

/** `picture (VP8)` and the like. */
function contents(line: RTCRtpTransceiver): string {
  const { kind } = line.receiver.track;
  return `${kind === 'video' ? 'picture' : 'sound'} (${displayName(codecsOf(line)[0])})`;
}

/** As people write it. */
function displayName(codec = 'no codec'): string {
  return { opus: 'Opus', H264: 'H.264', H265: 'H.265' }[codec] ?? codec;
}

function wishOf(data: unknown): Mode | undefined {
  try {
    const { mode } = JSON.parse(String(data)) as { mode?: unknown };
    return mode === 'echo' || mode === 'film' ? mode : undefined;
  } catch {
    return undefined;
  }
}
