/** The ring deque against an array. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Deque } from '../../../src/base/deque.ts';

test('behaves as an array does', () => {
  const act = fc.oneof(
    fc.record({ name: fc.constantFrom('push', 'unshift'), value: fc.integer() }),
    fc.record({ name: fc.constantFrom('shift', 'clear'), value: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 200 }), acts => {
      const deque = new Deque<number>();
      const model: number[] = [];
      for (const { name, value } of acts) {
        if (name === 'push') {
          deque.push(value);
          model.push(value);
        } else if (name === 'unshift') {
          deque.unshift(value);
          model.unshift(value);
        } else if (name === 'shift') {
          assert.equal(deque.shift(), model.shift());
        } else if (value === 0 && model.length > 20) {
          deque.clear();
          model.length = 0;
        }
        assert.equal(deque.length, model.length);
        assert.equal(deque.peek(), model[0]);
        assert.equal(deque.at(model.length - 1), model.at(-1));
        assert.equal(deque.at(model.length), undefined);
        assert.equal(deque.at(-1), undefined);
      }
      assert.deepEqual([...deque], model);
    }),
    { seed: 1 },
  );
});
