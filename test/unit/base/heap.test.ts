/** The heap against a plain list. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Due, Heap } from '../../../src/base/heap.ts';

class Item implements Due {
  due: number;
  place: number;

  constructor(due: number) {
    this.due = due;
    this.place = -1;
  }
}

test('whatever is added, moved and removed, the first is due first', () => {
  const operation = fc.tuple(
    fc.constantFrom('add', 'move', 'delay', 'remove', 'take', 'clear'),
    fc.nat(1000),
    fc.nat(20),
  );
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 300 }), operations => {
      const heap = new Heap<Item>();
      const model: Item[] = [];
      for (const [name, which, due] of operations) {
        const item = model[which % Math.max(1, model.length)];
        if (name === 'add') {
          const added = new Item(due);
          model.push(added);
          heap.add(added);
        } else if (item === undefined) {
          assert.equal(heap.first, undefined);
        } else if (name === 'move') {
          item.due = due;
          heap.moved(item);
        } else if (name === 'delay') {
          item.due += due;
          heap.delayed(item);
        } else if (name === 'clear' && which % 10 === 0) {
          heap.clear();
          assert.ok(model.every(({ place }) => place === -1));
          model.length = 0;
        } else {
          const gone = name === 'take' ? (heap.first as Item) : item;
          heap.remove(gone);
          heap.remove(gone);
          assert.equal(gone.place, -1);
          model.splice(model.indexOf(gone), 1);
        }
        assert.equal(heap.size, model.length);
        assert.equal(heap.first?.due, model.length === 0 ? undefined : Math.min(...model.map(each => each.due)));
        assert.equal(new Set(model.map(({ place }) => place)).size, model.length);
      }
      const dues: number[] = [];
      for (let first = heap.first; first !== undefined; first = heap.first) {
        dues.push(first.due);
        heap.remove(first);
      }
      assert.deepEqual(
        dues,
        model.map(({ due }) => due).sort((a, b) => a - b),
      );
    }),
  );
});

test('those that are due at the same time take turns', () => {
  const heap = new Heap<Item>();
  const items = [new Item(1), new Item(1)];
  for (const item of items) heap.add(item);
  const served: (Item | undefined)[] = [];
  for (let turn = 0; turn < 4; turn++) {
    const { first } = heap;
    served.push(first);
    heap.delayed(first as Item);
  }
  assert.deepEqual(served, [items[0], items[1], items[0], items[1]]);
});
