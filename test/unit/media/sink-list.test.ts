/** The sinks of a source: who gets what, and leaving while called. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SinkList } from '../../../src/media/sink-list.ts';
import { frame, RecordingSink, vp8Packet } from './runtime.ts';

test('each gets the form that it wants', () => {
  const list = new SinkList();
  const forms = (['packets', 'frames', 'samples', 'any'] as const).map(form => new RecordingSink(form));
  for (const sink of forms) list.add(sink);
  list.packet(vp8Packet(true));
  list.frame(frame('key'), 2);
  assert.deepEqual(
    forms.map(sink => [sink.packets.length, sink.frames.length]),
    [
      [1, 0],
      [0, 1],
      [0, 1],
      [1, 0],
    ],
  );
  assert.equal(forms[1]?.frames[0]?.layer, 2);
  assert.equal(list.wants('frames'), true);
  list.packetToAll(vp8Packet(true));
  list.frameToAll(frame('key'), 0);
  list.samplesToAll({ data: new Int16Array(1), sampleRate: 8000, channels: 1, timestamp: 0 });
  assert.deepEqual(
    forms.map(sink => sink.pieces.length),
    [1, 1, 1, 1],
  );
});

test('layers are made once for each size, and each sink gets those that it asks for', () => {
  const list = new SinkList();
  const plain = new RecordingSink('frames');
  const layered = Object.assign(new RecordingSink('any'), { scales: [4, 1, 4] });
  list.add(plain);
  list.add(layered);
  const made: number[] = [];
  list.layersToAll(scale => {
    made.push(scale);
    return frame('key');
  });
  assert.deepEqual(made, [1, 4]);
  assert.deepEqual(
    [plain, layered].map(sink => sink.frames.map(({ layer }) => layer)),
    [[0], [0, 1, 2]],
  );
  assert.equal(layered.frames[1]?.frame, plain.frames[0]?.frame);
});

test('the owner is told of comings and goings, once each', () => {
  let changes = 0;
  const list = new SinkList(() => changes++);
  const sink = new RecordingSink('packets');
  list.add(sink);
  list.add(sink);
  assert.equal(list.size, 1);
  list.remove(sink);
  list.remove(sink);
  assert.deepEqual([list.size, changes, list.wants('packets')], [0, 2, false]);
});

test('a sink may leave while it is called', () => {
  const list = new SinkList();
  const other = new RecordingSink();
  const leaving = new RecordingSink();
  leaving.packet = () => list.remove(leaving);
  list.add(leaving);
  list.add(other);
  list.packet(vp8Packet(true));
  list.packet(vp8Packet(true));
  assert.equal(other.packets.length, 2);
  assert.equal(list.size, 1);
});
