/** The WebAssembly module that is committed: compiled from its source as that stands. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compiledModule } from '../../../../scripts/compile-wasm.ts';
import { ROOT } from '../../../../scripts/sources.ts';

test('gcm-module.ts is what gcm.wat compiles to: `npm run wasm` makes it', async () => {
  const committed = readFileSync(join(ROOT, 'src/crypto/gcm/gcm-module.ts'), 'utf8');
  assert.equal(committed, await compiledModule('src/crypto/gcm/gcm.wat'));
});
