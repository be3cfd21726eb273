/** The event of `addstream` and `removestream`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MediaStreamEvent } from '../../../src/legacy/media-stream-event.ts';
import { MediaStream } from '../../../src/media/index.ts';

test('it has a stream or null, and nothing else', () => {
  const stream = new MediaStream();
  const event = new MediaStreamEvent('addstream', { stream, bubbles: true });
  assert.deepEqual([event.type, event.stream, event.bubbles], ['addstream', stream, true]);
  assert.equal(new MediaStreamEvent('x').stream, null);
  assert.equal(Object.prototype.toString.call(event), '[object MediaStreamEvent]');
  assert.throws(() => new MediaStreamEvent('x', { stream: {} as never }), TypeError);
  assert.throws(() => new (MediaStreamEvent as unknown as new () => unknown)(), TypeError);
});
