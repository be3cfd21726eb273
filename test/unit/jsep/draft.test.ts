/** Drafts are drawn once. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../../src/base/random.ts';
import { areIceParameters } from '../../../src/ice/credentials.ts';
import { draftFor } from '../../../src/jsep/draft.ts';
import { createSession } from '../../../src/jsep/session.ts';
import { isTlsId } from '../../../src/sdp/attributes/transport.ts';

test('a draft is well-formed, kept, and of its own for each section', () => {
  const random = new SeededRandom(1);
  const first = draftFor(createSession(random), '0', random);
  assert.ok(areIceParameters(first.draft.ice));
  assert.ok(isTlsId(first.draft.tlsId));
  const again = draftFor(first.session, '0', random);
  assert.equal(again.draft, first.draft);
  assert.equal(again.session, first.session);
  const other = draftFor(first.session, '1', random);
  assert.notEqual(other.draft.ice.ufrag, first.draft.ice.ufrag);
  assert.equal(other.session.drafts.length, 2);
});
