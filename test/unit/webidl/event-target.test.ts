/** Event handler attributes behave as HTML has them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineEventHandlers, type EventHandler, EventHandlers, fire } from '../../../src/webidl/event-target.ts';

class Bell extends EventTarget {
  declare onring: EventHandler;
  readonly #handlers: EventHandlers = new EventHandlers(this);
  static {
    defineEventHandlers(Bell, bell => bell.#handlers, ['ring']);
  }
}

test('a handler is called with the target as this, and can be taken away', () => {
  const bell = new Bell();
  const seen: unknown[] = [];
  assert.equal(bell.onring, null);
  bell.onring = function (event) {
    seen.push(this, event.type);
  };
  fire(bell, 'ring');
  bell.onring = null;
  fire(bell, 'ring');
  assert.deepEqual(seen, [bell, 'ring']);
});

test('a handler keeps its place among the listeners when it is replaced, not when it was null between', () => {
  const bell = new Bell();
  let order = '';
  bell.onring = () => void (order += 'a');
  bell.addEventListener('ring', () => void (order += 'b'));
  bell.onring = () => void (order += 'c');
  fire(bell, 'ring');
  bell.onring = null;
  bell.onring = () => void (order += 'd');
  fire(bell, 'ring');
  assert.equal(order, 'cbbd');
});

test('what is no object is null; an object that cannot be called stays and does nothing', () => {
  const bell = new Bell();
  bell.onring = 'text' as never;
  assert.equal(bell.onring, null);
  const object = {};
  bell.onring = object as never;
  assert.equal(bell.onring, object);
  fire(bell, 'ring');
});

test('false as a result cancels the event', () => {
  const bell = new Bell();
  bell.onring = () => false;
  const event = new Event('ring', { cancelable: true });
  bell.dispatchEvent(event);
  assert.equal(event.defaultPrevented, true);
});

test('the accessor is on the prototype, enumerable, and checks its receiver', () => {
  const descriptor = Object.getOwnPropertyDescriptor(Bell.prototype, 'onring');
  assert.equal(descriptor?.enumerable, true);
  assert.equal(descriptor?.configurable, true);
  assert.throws(() => descriptor?.get?.call({}), TypeError);
  assert.throws(() => descriptor?.set?.call({}, null), TypeError);
});
