/** Dictionaries: defaults, required members, order of access, inheritance. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { domString, long } from '../../../src/webidl/convert.ts';
import { dictionary, optional, required, withDefault } from '../../../src/webidl/dictionary.ts';

const point = dictionary<{ x: number; y: number; label?: string }>('Point', {
  y: withDefault(long(), () => 7),
  x: required(long()),
  label: optional(domString),
});

test('what is missing gets its default, or stays away, or is an error', () => {
  assert.deepEqual(point({ x: '3' }, ''), { x: 3, y: 7 });
  assert.deepEqual(point({ x: 1, y: 2, label: null }, ''), { x: 1, y: 2, label: 'null' });
  assert.throws(() => point({}, 'make'), /make: required member 'x' of Point is missing/);
  assert.throws(() => point(undefined, 'make'), TypeError);
  assert.throws(() => point(null, 'make'), TypeError);
});

test('a member that is undefined counts as missing', () => {
  assert.deepEqual(point({ x: 0, y: undefined }, ''), { x: 0, y: 7 });
});

test('a primitive is no dictionary', () => {
  assert.throws(() => point(5, 'make'), /make is not an object/);
  assert.throws(() => point('text', 'make'), TypeError);
});

test('a function is an object, and its properties count', () => {
  assert.deepEqual(
    point(
      Object.assign(() => {}, { x: 4 }),
      '',
    ),
    { x: 4, y: 7 },
  );
});

test('members are read in the order of their names, those of the base dictionary first', () => {
  const read: string[] = [];
  const spy = new Proxy({}, { get: (_target, key) => void read.push(String(key)) });
  dictionary(
    'Derived',
    { d: optional(long()), c: optional(long()) },
    { b: optional(long()), a: optional(long()) },
  )(spy, '');
  assert.deepEqual(read, ['c', 'd', 'a', 'b']);
});

test('defaults are made anew each time', () => {
  const list = dictionary<{ items: string[] }>('List', {
    items: withDefault(
      value => value as string[],
      () => [],
    ),
  });
  assert.notEqual(list({}, '').items, list({}, '').items);
});

test('an error names the caller and the member, whoever called before or meanwhile', () => {
  assert.throws(() => point({ x: 1, label: Symbol('no') }, 'make'), /^TypeError: make: 'label' cannot/);
  assert.throws(() => point({ x: Symbol('no') }, 'move'), /^TypeError: move: 'x' cannot/);
  const meanwhile = {
    get label(): string {
      point({ x: 2 }, 'inner');
      return 'mine';
    },
    x: Symbol('no'),
  };
  assert.throws(() => point(meanwhile, 'outer'), /^TypeError: outer: 'x' cannot/);
});
