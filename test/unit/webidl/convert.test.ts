/** Conversions give what WebIDL says, and a TypeError that names the place. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  boolean,
  type Converter,
  callback,
  domString,
  enumeration,
  interfaceType,
  isIterableObject,
  long,
  nullable,
  octet,
  sequence,
  unsignedLong,
  unsignedLongLong,
  unsignedShort,
  usvString,
} from '../../../src/webidl/convert.ts';

function refuses(converter: Converter<unknown>, value: unknown, message?: RegExp): void {
  assert.throws(
    () => converter(value, 'here'),
    (error: unknown) => error instanceof TypeError && (message ?? /^here/).test(error.message),
  );
}

test('a string is what String() says, but for symbols', () => {
  assert.equal(domString(null, ''), 'null');
  assert.equal(domString(12, ''), '12');
  assert.equal(domString({ toString: () => 'x' }, ''), 'x');
  refuses(domString, Symbol('x'));
});

test('a lone surrogate of a USVString becomes U+FFFD, a pair stays', () => {
  assert.equal(usvString('a\uD800b', ''), 'a\uFFFDb');
  assert.equal(usvString('\uDC00', ''), '\uFFFD');
  assert.equal(usvString('😀', ''), '😀');
  assert.equal(usvString('\uD83D\uD83D\uDE00', ''), '\uFFFD😀');
});

test('an integer wraps around unless the range is enforced', () => {
  assert.equal(unsignedShort()(65_537, ''), 1);
  assert.equal(unsignedShort()(-1, ''), 65_535);
  assert.equal(unsignedShort()(3.9, ''), 3);
  assert.equal(unsignedShort()(-0.5, ''), 0);
  assert.equal(unsignedShort()(Number.NaN, ''), 0);
  assert.equal(unsignedShort()('7', ''), 7);
  assert.equal(long()(2 ** 31, ''), -(2 ** 31));
  assert.equal(unsignedLong()(2 ** 32 + 5, ''), 5);
  assert.equal(octet()(null, ''), 0);
});

test('an enforced range refuses what is outside, and what is no finite number', () => {
  const short = unsignedShort({ enforceRange: true });
  assert.equal(short(65_535.9, ''), 65_535);
  assert.ok(Object.is(short(-0.5, ''), 0));
  for (const value of [65_536, -1, Number.NaN, Number.POSITIVE_INFINITY, undefined, 'x']) refuses(short, value);
  refuses(octet({ enforceRange: true }), 256);
  assert.equal(unsignedLongLong({ enforceRange: true })(2 ** 53 - 1, ''), 2 ** 53 - 1);
  refuses(unsignedLongLong({ enforceRange: true }), 2 ** 53);
});

test('a number is not made of a symbol or a bigint', () => {
  refuses(long(), Symbol('x'));
  refuses(long(), 1n);
});

test('null and undefined are null where the type is nullable', () => {
  assert.equal(nullable(domString)(undefined, ''), null);
  assert.equal(nullable(domString)(null, ''), null);
  assert.equal(nullable(domString)('', ''), '');
});

test('an enumeration knows its values only', () => {
  const color = enumeration<'red' | 'blue'>('Color', ['red', 'blue']);
  assert.equal(color('red', ''), 'red');
  refuses(color, 'green', /'green' is not a valid value for enumeration Color/);
  refuses(color, undefined);
});

test('a sequence is any iterable object, and says where an item is wrong', () => {
  const numbers = sequence(long());
  assert.deepEqual(numbers(new Set(['1', 2]), ''), [1, 2]);
  refuses(numbers, 'ab');
  refuses(numbers, {});
  refuses(numbers, null);
  refuses(numbers, [1, Symbol('x')], /^here\[1\]/);
  assert.equal(isIterableObject('text'), false);
  assert.throws(() => isIterableObject({ [Symbol.iterator]: 1 }), TypeError);
});

test('an interface type is told by its brand', () => {
  const type = interfaceType('Date', (value): value is Date => value instanceof Date);
  const date = new Date(0);
  assert.equal(type(date, ''), date);
  refuses(type, {}, /not of type 'Date'/);
});

test('a boolean is truth, a callback is callable', () => {
  assert.equal(boolean('', ''), false);
  assert.equal(boolean({}, ''), true);
  const f = (): void => {};
  assert.equal(callback(f, ''), f);
  refuses(callback, {});
});
