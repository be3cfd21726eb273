/** Commands of senders and receivers: in time, after the end, and when they throw. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SILENT } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import type { ReceivedPacket } from '../../../src/streams/ports.ts';
import { RtpReceiver } from '../../../src/streams/rtp-receiver.ts';
import { RtpSender } from '../../../src/streams/rtp-sender.ts';
import { type MediaCommands, ReceiveCommands, SendCommands } from '../../../src/transport/media-handles.ts';
import { receiveParameters, sendParameters, videoSection } from '../../sim/media.ts';

class Host {
  now: number | undefined = 5;
  readonly broken: unknown[] = [];
  touched = 0;

  touch(): number | undefined {
    this.touched++;
    return this.now;
  }

  broke(error: unknown): void {
    this.broken.push(error);
  }
}

class Path implements MediaCommands {
  readonly told: string[] = [];

  configureSender(_: RtpSender, { mid }: { mid: string }, now: number): void {
    this.told.push(`configure sender ${mid} ${now}`);
  }
  stopSender(_: RtpSender, now: number): void {
    this.told.push(`stop sender ${now}`);
  }
  configureReceiver(_: RtpReceiver, { mid }: { mid: string }, now: number): void {
    this.told.push(`configure receiver ${mid} ${now}`);
  }
  stopReceiver(_: RtpReceiver, now: number): void {
    this.told.push(`stop receiver ${now}`);
  }
}

const outbox = { open: true, enqueue: (): boolean => true };
const random = new SeededRandom(1);
const ignore = (): void => {};

function sender(): { host: Host; path: Path; handle: SendCommands } {
  const [host, path] = [new Host(), new Path()];
  return {
    host,
    path,
    handle: new SendCommands(
      new RtpSender({ keyFrameRequested: ignore }, { random, outbox, wallTime: now => now }),
      host,
      path,
    ),
  };
}

function receiver(): { host: Host; path: Path; handle: ReceiveCommands } {
  const [host, path] = [new Host(), new Path()];
  const events = { packet: ignore, frame: ignore, started: ignore, stopped: ignore, tone: ignore };
  return { host, path, handle: new ReceiveCommands(new RtpReceiver(events, { log: SILENT }), host, path) };
}

describe('handles of media', () => {
  it('pass commands on with the time of the turn, until they are stopped', () => {
    const s = sender();
    s.handle.configure(sendParameters(videoSection()));
    s.handle.sourceChanged();
    s.handle.stop();
    s.handle.configure(sendParameters(videoSection()));
    s.handle.stop();
    assert.deepEqual(s.path.told, ['configure sender 0 5', 'stop sender 5']);
    const r = receiver();
    r.handle.configure(receiveParameters(videoSection()));
    r.handle.requestKeyFrame();
    r.handle.wantFrames(true);
    r.handle.stop();
    r.handle.stop();
    r.handle.wantFrames(false);
    assert.deepEqual(r.path.told, ['configure receiver 0 5', 'stop receiver 5']);
  });

  it('do nothing once the transport is closed, and still tell their numbers', () => {
    const s = sender();
    s.host.now = undefined;
    s.handle.configure(sendParameters(videoSection()));
    assert.equal(s.handle.sendPacket(0, {} as ReceivedPacket), false);
    assert.equal(s.handle.sendTone('1', 100), false);
    s.handle.stop();
    assert.deepEqual(s.path.told, []);
    assert.deepEqual(s.handle.statistics, []);
    const r = receiver();
    r.host.now = undefined;
    r.handle.configure(receiveParameters(videoSection()));
    assert.deepEqual(r.path.told, []);
    assert.deepEqual([r.handle.statistics, r.handle.sources], [[], []]);
  });

  it('tell the transport of what a command threw', () => {
    const s = sender();
    s.path.configureSender = () => {
      throw new Error('mistake');
    };
    s.handle.configure(sendParameters(videoSection()));
    s.handle.sender.sendPacket = () => {
      throw new Error('mistake');
    };
    assert.equal(s.handle.sendPacket(0, {} as ReceivedPacket), false);
    s.handle.sender.sendFrame = () => {
      throw new Error('mistake');
    };
    const data = new Uint8Array(1);
    const times = { timestamp: 0, duration: undefined, rtpTimestamp: undefined, mimeType: undefined };
    assert.equal(s.handle.sendFrame(0, { kind: 'video', type: 'key', data, ...times }), false);
    assert.equal(s.host.broken.length, 3);
    const r = receiver();
    r.path.configureReceiver = () => {
      throw new Error('mistake');
    };
    r.handle.configure(receiveParameters(videoSection()));
    assert.equal(r.host.broken.length, 1);
  });
});
