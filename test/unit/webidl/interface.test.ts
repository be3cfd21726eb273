/** A class that was made an interface looks like one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONSTRUCT, defineInterface, promiseOperation, requireConstructKey } from '../../../src/webidl/interface.ts';

class Thing {
  get size(): number {
    return 1;
  }
  grow(): void {}
  hiddenOne(): void {}
  static make(): Thing {
    return new Thing();
  }
  static {
    defineInterface(Thing, 'Thing', ['hiddenOne']);
  }
}

test('members are enumerable, what is hidden is not, and the tag is set', () => {
  assert.deepEqual(Object.keys(Thing.prototype), ['size', 'grow']);
  assert.deepEqual(Object.keys(Thing), ['make']);
  assert.equal(String(new Thing()), '[object Thing]');
  assert.deepEqual(Object.getOwnPropertyDescriptor(Thing.prototype, Symbol.toStringTag), {
    value: 'Thing',
    writable: false,
    enumerable: false,
    configurable: true,
  });
});

test('an interface without a constructor is made with the key only', () => {
  requireConstructKey(CONSTRUCT);
  assert.throws(() => requireConstructKey(undefined), { name: 'TypeError', message: 'Illegal constructor' });
});

test('an operation that answers a promise rejects instead of throwing', async () => {
  assert.equal(await promiseOperation(() => Promise.resolve(1)), 1);
  await assert.rejects(
    promiseOperation(() => {
      throw new TypeError('no');
    }),
    { message: 'no' },
  );
});
