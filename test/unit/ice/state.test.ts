/** The connection state in every situation. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Situation } from '../../../src/ice/state.ts';
import { connectionState } from '../../../src/ice/state.ts';

const nothing: Situation = {
  closed: false,
  failed: false,
  stalled: false,
  started: false,
  active: 'none',
  restarting: false,
  finished: false,
  begun: false,
};

test('states by situation', () => {
  const rows: [Partial<Situation>, string][] = [
    [{}, 'new'],
    [{ started: true }, 'checking'],
    [{ begun: true }, 'checking'],
    [{ failed: true, begun: true }, 'failed'],
    [{ stalled: true, started: true, begun: true }, 'disconnected'],
    [{ stalled: true, failed: true, begun: true }, 'failed'],
    [{ stalled: true, active: 'alive' }, 'connected'],
    [{ active: 'alive' }, 'connected'],
    [{ active: 'alive', finished: true }, 'completed'],
    [{ active: 'alive', finished: true, restarting: true }, 'connected'],
    [{ active: 'alive', failed: true, restarting: true }, 'connected'],
    [{ active: 'suspect' }, 'disconnected'],
    [{ active: 'suspect', restarting: true }, 'checking'],
    [{ active: 'suspect', restarting: true, failed: true }, 'failed'],
    [{ active: 'alive', closed: true }, 'closed'],
  ];
  for (const [more, state] of rows) assert.equal(connectionState({ ...nothing, ...more }), state);
});
