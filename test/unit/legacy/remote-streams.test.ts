/** Streams told out of tracks: once each, and gone with the last track. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RemoteStreams } from '../../../src/legacy/remote-streams.ts';
import type { MediaStream } from '../../../src/media/index.ts';

class FakeStream extends EventTarget {
  tracks = 1;

  getTracks(): readonly number[] {
    return Array.from({ length: this.tracks }, (_, i) => i);
  }
}

const trackEvent = (...streams: FakeStream[]): Event => Object.assign(new Event('track'), { streams });

test('each stream is told of once, until it is gone', () => {
  const connection = new EventTarget();
  const log: string[] = [];
  const name = (stream: MediaStream): string => ((stream as unknown) === one ? 'one' : 'two');
  const remote = new RemoteStreams(connection, {
    added: stream => void log.push(`+${name(stream)}`),
    removed: stream => void log.push(`-${name(stream)}`),
  });
  const one = new FakeStream();
  const two = new FakeStream();
  connection.dispatchEvent(trackEvent(one, two));
  connection.dispatchEvent(trackEvent(one));
  assert.deepEqual(log, ['+one', '+two']);
  one.dispatchEvent(new Event('removetrack'));
  assert.equal(log.length, 2);
  one.tracks = 0;
  one.dispatchEvent(new Event('removetrack'));
  one.dispatchEvent(new Event('removetrack'));
  assert.deepEqual(log.slice(2), ['-one']);
  assert.deepEqual(remote.list, [two]);
  one.tracks = 1;
  connection.dispatchEvent(trackEvent(one));
  assert.deepEqual(log.slice(3), ['+one']);
});
