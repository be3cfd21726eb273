/** A browser's test peer with camera and microphone (`media-page/media-peer.js`), as seen from the test. */

import type { TestContext } from 'node:test';
import type { BrowserUnderTest } from './browser-under-test.ts';
import type { Peer } from './peer.ts';

export interface VideoInit {
  /** `video/VP8` and the like; the browser's own order by default. */
  readonly codec?: string;
  readonly direction?: 'sendrecv' | 'sendonly' | 'recvonly';
  readonly encodings?: readonly { rid: string; scaleResolutionDownBy?: number; maxBitrate?: number }[];
  /** Of the pattern's 320 × 240. */
  readonly scale?: number;
  /** Pictures a second: 30 by default. */
  readonly frameRate?: number;
}

export interface AudioInit {
  readonly codec?: string;
  readonly direction?: 'sendrecv' | 'sendonly' | 'recvonly';
  readonly frequency?: number;
}

/** What came in and went out while it was looked at. */
export interface Observation {
  readonly seconds: number;
  readonly framesDecoded: number;
  readonly framesEncoded: number;
  readonly keyFramesEncoded: number;
  readonly framesDropped: number;
  readonly freezes: number;
  readonly videoCodec?: string;
  readonly audioCodec?: string;
  /** Of the last picture drawn here. */
  readonly sentNumber?: number;
  /** Different pictures seen whose number could be read, and pictures in which it could not. */
  readonly pictures: number;
  readonly illegible: number;
  readonly firstNumber?: number;
  readonly lastNumber?: number;
  /** Median difference from the picture that was sent, of 255. */
  readonly colourError?: number;
  /** The longest time without a new picture, in milliseconds. */
  readonly longestGap: number;
  /** Of the page itself: the longest time between two turns of its timer of 25 ms, in milliseconds, and their number. */
  readonly longestPause: number;
  readonly turns: number;
  /** Pictures that the page drew for its own track, and that it should have drawn. */
  readonly drawn?: number;
  readonly asked?: number;
  readonly width?: number;
  readonly height?: number;
  /** Median effective value of the samples heard, and their loudest frequency in hertz. */
  readonly audioLevel?: number;
  readonly audioFrequency?: number;
  readonly audioEnergy: number;
  readonly nacks: number;
  readonly plis: number;
  readonly packetsLost: number;
  readonly packetsSent: number;
  readonly encodings: readonly { rid?: string; framesEncoded: number; nacks: number; plis: number }[];
}

export type MediaPeer = Peer & {
  addVideo(init?: VideoInit): Promise<void>;
  addAudio(init?: AudioInit): Promise<void>;
  answerWithMedia(init?: { frequency?: number }): Promise<void>;
  codecs(kind: 'audio' | 'video'): Promise<readonly string[]>;
  /** Looks so long; up to five times that, until it has seen so many different pictures. */
  observe(milliseconds: number, pictures?: number): Promise<Observation>;
  insertDtmf(tones: string): Promise<void>;
  stats(): Promise<readonly Readonly<Record<string, unknown>>[]>;
};

/** A fresh peer with media; undefined where the browser is absent, which has then been said. */
export async function mediaPeer(browser: BrowserUnderTest, t: TestContext): Promise<MediaPeer | undefined> {
  return (await browser.peer(t)) as MediaPeer | undefined;
}
