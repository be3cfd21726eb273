/** A short run of every fuzz target, the same inputs each time; `npm run fuzz` runs longer. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runTarget, targetModules } from './runner.ts';

for (const [name, module] of targetModules()) {
  test(`${name} survives mutated packets`, async () => {
    const report = await runTarget(name, module, { seed: 1, iterations: 3_000, milliseconds: 10_000 });
    assert.deepEqual(report.findings, []);
    assert.ok(report.iterations > 0);
  });
}
