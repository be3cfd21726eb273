/** Media with Chromium over a path that loses a twentieth of all datagrams and delays the others by 50 ms. */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { browserUnderTest } from './harness/browser-under-test.ts';
import { lossyPath } from './harness/lossy-path.ts';
import { look } from './harness/media-look.ts';
import { mediaNode } from './harness/media-node.ts';
import { mediaPeer, type Observation } from './harness/media-peer.ts';
import type { Description } from './page/w3c.ts';

const chromium = browserUnderTest('chromium');
after(() => chromium.close());

const LOSS = 0.05;
const DELAY = 50;
const LOOK = 30_000;

test('a call sent back by node stays watchable', { timeout: 240_000 }, async t => {
  const theirs = await mediaPeer(chromium, t);
  if (theirs === undefined) return;
  const ours = await mediaNode();
  t.after(() => Promise.all([ours.peer.close(), theirs.close()]));
  await theirs.open({});
  ours.echo();
  await theirs.addVideo({ codec: 'video/VP8' });
  await theirs.addAudio();
  await ours.peer.accept(withoutCandidates(await theirs.describe(false)));
  const answer = await ours.peer.describe(false);
  const [, address, port] = /^a=candidate:\S+ 1 udp \d+ (\d+\.\d+\.\d+\.\d+) (\d+) typ host/im.exec(answer.sdp) ?? [];
  assert.ok(address !== undefined && port !== undefined, answer.sdp);
  const path = await lossyPath(address, Number(port), { seed: 7, loss: LOSS, delay: DELAY });
  t.after(() => path.close());
  const through = `a=candidate:1 1 udp 2130706431 127.0.0.1 ${path.port} typ host`;
  const [, ...sections] = withoutCandidates(answer).sdp.split(/^(?=m=)/m);
  const session = answer.sdp.slice(0, answer.sdp.indexOf('m='));
  const [first = '', ...others] = sections;
  await theirs.accept({
    ...answer,
    sdp: [session, `${first}${through}\r\na=end-of-candidates\r\n`, ...others].join(''),
  });
  await Promise.all([ours.peer.connected(), theirs.connected()]);
  await theirs.observe(3_000);
  const tell = (seen: Observation): string => `${JSON.stringify(seen)} passed ${path.passed}, lost ${path.lost}`;
  const seen = await look(t, theirs, {
    milliseconds: LOOK,
    content: seen => {
      assert.ok(seen.illegible <= seen.pictures * 0.02, tell(seen));
      assert.ok((seen.colourError ?? 255) < 16, tell(seen));
    },
    pace: seen => {
      assert.ok(seen.longestGap - seen.longestPause < 1_000, `no freeze of a second: ${tell(seen)}`);
      assert.ok(seen.framesDecoded > seen.framesEncoded * 0.8, tell(seen));
    },
  });
  const told = tell(seen);
  t.diagnostic(told);
  assert.ok(path.lost > 100, told);
  // It was repaired, in both directions, and not by chance.
  assert.ok(seen.nacks > 0, told);
  assert.ok(
    seen.encodings.some(encoding => encoding.nacks > 0),
    told,
  );
});

function withoutCandidates(description: Description): Description {
  const sdp = description.sdp.replace(/^a=(candidate:.*|end-of-candidates)\r\n/gm, '');
  return { ...description, sdp };
}
