/** Name resolution without a network: what can be answered at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolve } from '../../../src/node/resolve.ts';

const ask = (name: string): Promise<readonly string[]> => new Promise(answer => resolve(name, answer));

test('localhost is loopback', async () => {
  const addresses = await ask('localhost');
  assert.ok(addresses.length > 0);
  for (const address of addresses) assert.match(address, /^(127\.0\.0\.1|::1)$/);
});

test('what is no name resolves to nothing, at once and later than the call', async () => {
  for (const name of ['', 'a b', 'x/y', 'a'.repeat(254), 'näme']) {
    let returned = false;
    const answer = new Promise<readonly string[]>(done => {
      resolve(name, addresses => {
        assert.ok(returned);
        done(addresses);
      });
    });
    returned = true;
    assert.deepEqual(await answer, []);
  }
});

test('a flood is answered, every question once', async () => {
  const answers = await Promise.all(Array.from({ length: 500 }, (_, i) => ask(`flood-${i} .invalid`)));
  assert.equal(answers.length, 500);
});
