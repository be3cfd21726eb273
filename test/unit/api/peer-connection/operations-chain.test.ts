/** Operations run one after the other. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OperationsChain } from '../../../../src/api/peer-connection/operations-chain.ts';
import { runProgram } from '../../node/program.ts';

test('the next operation starts when the one before is over, however it ended', async () => {
  const order: string[] = [];
  const chain = new OperationsChain(() => order.push('empty'));
  let finish: () => void = () => {};
  const first = chain.chain(
    () =>
      new Promise<void>(resolve => {
        order.push('first');
        finish = resolve;
      }),
  );
  const second = chain.chain(() => {
    order.push('second');
    throw new TypeError('no');
  });
  const third = chain.chain(() => {
    order.push('third');
    return Promise.resolve(3);
  });
  assert.deepEqual(order, ['first']);
  assert.equal(chain.empty, false);
  finish();
  await first;
  await assert.rejects(second, TypeError);
  assert.equal(await third, 3);
  assert.deepEqual(order, ['first', 'second', 'third', 'empty']);
  assert.equal(chain.empty, true);
});

test('an operation that can run runs at once, and fails in the same turn', async () => {
  const chain = new OperationsChain(() => {});
  let ran = false;
  const failing = chain.chain(() => {
    ran = true;
    return Promise.reject(new RangeError('no'));
  });
  assert.equal(ran, true);
  await assert.rejects(failing, RangeError);
});

test('a closed chain takes nothing, and settles nothing', async () => {
  const chain = new OperationsChain(() => assert.fail('emptied'));
  let finish: (value: number) => void = () => {};
  const running = chain.chain(() => new Promise<number>(resolve => (finish = resolve)));
  running.then(
    () => assert.fail('settled'),
    () => assert.fail('settled'),
  );
  chain.close();
  finish(1);
  await assert.rejects(
    chain.chain(() => Promise.resolve(1)),
    { name: 'InvalidStateError' },
  );
});

test('a rejection that nobody handles is reported, one that somebody handles is not', () => {
  const { stdout } = runProgram(`
    import { RTCPeerConnection } from ${JSON.stringify(new URL('../../../../src/index.js', import.meta.url).href)};
    process.on('unhandledRejection', error => console.log('unhandled', error.name));
    const connection = new RTCPeerConnection();
    connection.createAnswer().catch(error => console.log('handled', error.name));
    connection.setRemoteDescription({ type: 'offer', sdp: 'no' });
    connection.createOffer().then(() => connection.close());
  `);
  assert.deepEqual(stdout.trim().split('\n'), ['handled InvalidStateError', 'unhandled OperationError']);
});
