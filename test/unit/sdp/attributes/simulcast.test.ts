/** Restriction ids and simulcast. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  parseRid,
  parseSimulcast,
  serializeRid,
  serializeSimulcast,
} from '../../../../src/sdp/attributes/simulcast.ts';

test('rid', () => {
  for (const text of ['h send', 'l recv pt=96,97;max-width=1280;max-fps=30', '0_a-b send depend=h']) {
    const rid = parseRid(text);
    assert.ok(rid, text);
    assert.equal(serializeRid(rid), text);
  }
  for (const text of ['h', 'h both', ' send', 'h send ', 'a.b send']) assert.equal(parseRid(text), undefined, text);
});

test('simulcast', () => {
  for (const text of ['send h;m;l', 'send 1,~4;2;3 recv c', 'recv a send ~b']) {
    const simulcast = parseSimulcast(text);
    assert.ok(simulcast, text);
    assert.equal(serializeSimulcast(simulcast), text);
  }
  assert.deepEqual(parseSimulcast('send 1,~4;2')?.send, [
    [
      { rid: '1', paused: false },
      { rid: '4', paused: true },
    ],
    [{ rid: '2', paused: false }],
  ]);
  for (const text of ['', 'send', 'send a;', 'send a send b', 'sendrecv a', 'send a recv']) {
    assert.equal(parseSimulcast(text), undefined, text);
  }
});
