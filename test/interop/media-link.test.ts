/** As `media-loss.test.ts`, over a link between network namespaces: where `LINKEM` names the emulator, as root. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { emulatedLink } from './harness/emulated-link.ts';
import type { Observation } from './harness/media-peer.ts';
import { locate, present } from './harness/programs.ts';

const LOOK = 30_000;
const CALL = fileURLToPath(new URL('./children/link-call.js', import.meta.url));

test('a call over an emulated link stays watchable', { timeout: 180_000 }, async t => {
  if (process.env['LINKEM'] === undefined) return t.skip('LINKEM does not name a link emulator');
  if (!present(t, 'chromium', 'ip')) return;
  const link = await emulatedLink({ delay: 50, loss: 5, seed: 7 });
  if (typeof link === 'string') return t.skip(link);
  let counted = '';
  const output = await (async () => {
    try {
      const browser = await link.wrap(locate('chromium') as string);
      const [program, ...args] = [...link.ends[1], process.execPath, CALL, browser, String(LOOK)];
      return await promisify(execFile)(program, args, { timeout: 120_000 });
    } finally {
      counted = await link.close();
    }
  })();
  const told = `${output.stdout}${counted}`;
  t.diagnostic(told);
  const { seen } = JSON.parse(output.stdout) as { seen: Observation };
  assert.ok(seen.longestGap < 1_000, `no freeze of a second: ${told}`);
  assert.ok(seen.framesDecoded > seen.framesEncoded * 0.8, told);
  assert.ok(seen.illegible <= seen.pictures * 0.02, told);
  assert.ok((seen.colourError ?? 255) < 16, told);
  assert.ok(seen.nacks > 0, told);
  assert.ok(
    seen.encodings.some(({ nacks }) => nacks > 0),
    told,
  );
});
