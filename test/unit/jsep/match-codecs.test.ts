/** Codecs of an offer and of an answer find each other, whatever their payload types. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransceiverState } from '../../../src/jsep/index.ts';
import { receiverCapabilities } from '../../../src/jsep/index.ts';
import {
  answeredCodecs,
  carriedPayloadTypes,
  codecKey,
  commonCodecs,
  hasMediaCodec,
} from '../../../src/jsep/match-codecs.ts';
import { codec, names } from './codecs.ts';
import { MediaParty } from './media-party.ts';

function transceiver(kind: 'audio' | 'video', ...preferred: string[]): TransceiverState {
  const party = new MediaParty(1);
  const { codecs } = receiverCapabilities(kind);
  party.add(kind, {
    codecPreferences: preferred
      .map(name => codecs.find(({ mimeType }) => mimeType.toLowerCase() === `${kind}/${name}`))
      .filter(one => one !== undefined),
  });
  return party.transceivers[0] as TransceiverState;
}

const VIDEO = [
  codec(96, 'video/VP8/90000', undefined, ['goog-remb', 'nack', 'nack pli', 'transport-cc']),
  codec(97, 'video/rtx/90000', 'apt=96'),
  codec(98, 'video/theora/90000'),
  codec(99, 'video/rtx/90000', 'apt=98'),
  codec(100, 'video/VP9/90000', 'profile-id=0'),
  codec(101, 'video/rtx/90000', 'apt=100'),
  codec(102, 'video/rtx/90000', 'apt=7'),
  codec(103, 'video/ulpfec/90000'),
];

test('an answer has the offered codecs that are known, with their payload types and common feedback', () => {
  const codecs = answeredCodecs(VIDEO, transceiver('video'));
  assert.deepEqual(names(codecs), ['VP8 96', 'rtx 97', 'VP9 100', 'rtx 101']);
  assert.deepEqual(codecs[0]?.rtcpFeedback, ['nack', 'nack pli', 'transport-cc']);
});

test('preferences order an answer, and leave out what they do not name', () => {
  assert.deepEqual(names(answeredCodecs(VIDEO, transceiver('video', 'vp9', 'rtx', 'vp8'))), [
    'VP9 100',
    'rtx 101',
    'VP8 96',
    'rtx 97',
  ]);
  assert.deepEqual(names(answeredCodecs(VIDEO, transceiver('video', 'vp9'))), ['VP9 100']);
  assert.deepEqual(names(answeredCodecs(VIDEO, transceiver('video', 'h264'))), []);
});

test('RED goes with what it carries, and first if it is preferred', () => {
  const offered = [
    codec(111, 'audio/opus/48000/2'),
    codec(63, 'audio/red/48000/2', '111/111'),
    codec(64, 'audio/red/48000/2'),
    codec(0, 'audio/PCMU/8000'),
    codec(110, 'audio/telephone-event/48000', '0-15'),
  ];
  assert.deepEqual(names(answeredCodecs(offered, transceiver('audio'))), [
    'opus 111',
    'red 63',
    'PCMU 0',
    'telephone-event 110',
  ]);
  assert.deepEqual(names(answeredCodecs(offered, transceiver('audio', 'red', 'opus'))), ['red 63', 'opus 111']);
  assert.deepEqual(names(answeredCodecs(offered, transceiver('audio', 'pcmu', 'opus', 'red'))), [
    'PCMU 0',
    'opus 111',
    'red 63',
  ]);
  assert.deepEqual(names(answeredCodecs(offered, transceiver('audio', 'red', 'pcmu'))), ['PCMU 0']);
});

test('what is carried is part of the key; chains and loose ends have none', () => {
  assert.equal(codecKey(VIDEO[1] as never, VIDEO), 'video/rtx/90000/ of video/vp8/90000/');
  assert.equal(codecKey(VIDEO[6] as never, VIDEO), undefined);
  const chain = [codec(96, 'video/rtx/90000', 'apt=97'), codec(97, 'video/rtx/90000', 'apt=96')];
  assert.equal(codecKey(chain[0] as never, chain), undefined);
  assert.deepEqual(carriedPayloadTypes(codec(1, 'video/rtx/90000', 'rtx-time=3000')), []);
  assert.equal(carriedPayloadTypes(codec(1, 'video/VP8/90000')), undefined);
});

test('common codecs keep their own numbers, and drop repair of what is not common', () => {
  const ours = [
    codec(120, 'video/VP8/90000', undefined, ['nack', 'ccm fir']),
    codec(121, 'video/rtx/90000', 'apt=120'),
    codec(122, 'video/AV1/90000'),
    codec(123, 'video/rtx/90000', 'apt=122'),
  ];
  const common = commonCodecs(ours, VIDEO);
  assert.deepEqual(names(common), ['VP8 120', 'rtx 121']);
  assert.deepEqual(common[0]?.rtcpFeedback, ['nack']);
  assert.deepEqual(names(commonCodecs(VIDEO, ours)), ['VP8 96', 'rtx 97']);
});

test('events and repair alone are no media', () => {
  assert.ok(!hasMediaCodec([codec(110, 'audio/telephone-event/48000')]));
  assert.ok(hasMediaCodec(VIDEO));
});
