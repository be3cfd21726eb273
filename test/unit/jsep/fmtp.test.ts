/** Formats: which are the same, and what an answer says of levels. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredFormat, formatIdentity } from '../../../src/jsep/fmtp.ts';
import { codec } from './codecs.ts';

const h264 = (id: string | undefined, mode?: number, asymmetric: boolean = true): ReturnType<typeof codec> =>
  codec(
    96,
    'video/H264/90000',
    [
      ...(asymmetric ? ['level-asymmetry-allowed=1'] : []),
      ...(mode === undefined ? [] : [`packetization-mode=${mode}`]),
      ...(id === undefined ? [] : [`profile-level-id=${id}`]),
    ].join(';'),
  );

const same = (a: ReturnType<typeof codec>, b: ReturnType<typeof codec>): boolean =>
  formatIdentity(a) === formatIdentity(b);

test('H.264: the profile counts, however it is spelt, and the packetization mode', () => {
  assert.ok(same(h264('42e01f', 1), h264('42E034', 1)), 'level and case do not count');
  assert.ok(same(h264('42e01f', 1), h264('4d8028', 1)), 'Main with constraint_set0 is Constrained Baseline');
  assert.ok(same(h264('42e01f', 1), h264('42c01f', 1)));
  assert.ok(!same(h264('42e01f', 1), h264('42001f', 1)));
  assert.ok(!same(h264('42e01f', 1), h264('42e01f', 0)));
  assert.ok(!same(h264('64001f', 1), h264('640c1f', 1)), 'High and Constrained High');
  assert.ok(!same(h264('58a01f'), h264('58001f')), 'Baseline and Extended');
  assert.ok(same(h264('42e01f'), h264('42e01f', 0)), 'the mode is 0 by default');
  assert.ok(same(h264(undefined), h264('42000a')), 'Baseline at level 1 by default');
  assert.ok(same(h264('f4001f'), h264('f4000a')), 'profiles without a name');
  assert.ok(!same(h264('f4001f'), h264('6e001f')));
  assert.ok(same(h264('nonsense'), h264(undefined)));
});

test('an H.264 answer has the lower level unless levels may differ', () => {
  assert.equal(
    answeredFormat(h264('42e01f', 1), h264('42c034', 1)),
    'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42c01f',
  );
  assert.equal(
    answeredFormat(h264('42e034', 1), h264('42c01f', 1, false)),
    'packetization-mode=1;profile-level-id=42c01f',
  );
  assert.equal(
    answeredFormat(h264('42e01f'), h264('42e034', 0, false)),
    'packetization-mode=0;profile-level-id=42e01f',
  );
  // 1b is lower than 1.1, though its number is the same.
  assert.equal(
    answeredFormat(h264('42e00b'), h264('42f00b', 0, false)),
    'packetization-mode=0;profile-level-id=42f00b',
  );
});

test('VP9, AV1 and H.265 have defaults', () => {
  const vp9 = (line?: string): ReturnType<typeof codec> => codec(98, 'video/VP9/90000', line);
  assert.ok(same(vp9(), vp9('profile-id=0')));
  assert.ok(!same(vp9(), vp9('profile-id=2')));
  const av1 = (line?: string): ReturnType<typeof codec> => codec(45, 'video/AV1/90000', line);
  assert.ok(same(av1(), av1('level-idx=5;profile=0;tier=0')));
  assert.ok(!same(av1(), av1('profile=1')));
  const h265 = (line?: string): ReturnType<typeof codec> => codec(49, 'video/H265/90000', line);
  assert.ok(same(h265(), h265('level-id=93;profile-id=1;tier-flag=0;tx-mode=SRST')));
  assert.ok(!same(h265(), h265('profile-id=2')));
  assert.equal(answeredFormat(h265('level-id=180;profile-id=1'), h265('level-id=93')), 'level-id=93;profile-id=1');
  assert.equal(answeredFormat(h265('level-id=180;profile-id=1'), h265('level-id=?')), 'level-id=93;profile-id=1');
});

test('without limits of our own we take those of the offer', () => {
  const offered = codec(100, 'video/VP8/90000', 'max-fr=30;max-fs=3600');
  assert.equal(answeredFormat(codec(0, 'video/VP8/90000'), offered), 'max-fr=30;max-fs=3600');
  assert.equal(answeredFormat(codec(0, 'audio/opus/48000/2', 'minptime=10'), offered), 'minptime=10');
});
