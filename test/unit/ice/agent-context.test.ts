/** What the parts of an agent share: what was asked for goes before the defaults, and all count in one place. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentContext } from '../../../src/ice/agent-context.ts';
import { DEFAULT_LIMITS, DEFAULT_TIMING } from '../../../src/ice/options.ts';
import type { IceNetwork } from '../../../src/ice/ports.ts';
import { drops, ENV } from './pieces.ts';

const network: IceNetwork = {
  interfaces: () => [],
  open: () => 0,
  openServer: () => 0,
  openTcp: () => 0,
  close: () => {},
  resolve: () => {},
};

test('what is not asked for is as the defaults say', () => {
  const counted = drops();
  const context = agentContext({ role: 'controlling' }, network, ENV, counted);
  assert.deepEqual(context.timing, DEFAULT_TIMING);
  assert.deepEqual(context.limits, DEFAULT_LIMITS);
  assert.equal(context.role.role, 'controlling');
  assert.equal(context.lite, false);
  assert.equal(context.includeLinkLocal, false);
  assert.equal(context.drops, counted);
});

test('what is asked for changes nothing else', () => {
  const options = { role: 'controlling', lite: true, includeLinkLocal: true } as const;
  const context = agentContext({ ...options, timing: { pace: 7 }, limits: { owedPackets: 3 } }, network, ENV, drops());
  assert.deepEqual(context.timing, { ...DEFAULT_TIMING, pace: 7 });
  assert.deepEqual(context.limits, { ...DEFAULT_LIMITS, owedPackets: 3 });
  // RFC 8445 §6.1.1: a lite agent is the controlled one.
  assert.equal(context.role.role, 'controlled');
  assert.equal(context.includeLinkLocal, true);
});
