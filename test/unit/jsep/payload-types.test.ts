/** Payload types of offers: valid, one meaning each, and stable. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receiverCapabilities } from '../../../src/jsep/index.ts';
import { PayloadTypes } from '../../../src/jsep/payload-types.ts';
import type { RtpCodecParameters } from '../../../src/rtp/parameters.ts';
import { names } from './codecs.ts';
import { MediaParty, negotiate, sectionOf } from './media-party.ts';
import { AUDIO, sdpOf, values } from './party.ts';

function offered(party: MediaParty): readonly (readonly RtpCodecParameters[])[] {
  const numbers = new PayloadTypes(party.session);
  return party.transceivers.map(transceiver => numbers.offer(transceiver, [], undefined));
}

test('every codec has a number that RTP with multiplexed RTCP can have', () => {
  const party = new MediaParty(1);
  party.add('audio');
  party.add('video');
  const codecs = offered(party).flat();
  const numbers = codecs.map(({ payloadType }) => payloadType);
  assert.equal(new Set(numbers).size, numbers.length);
  for (const number of numbers) assert.ok([0, 8, 9].includes(number) || (number >= 35 && number <= 127));
  assert.ok(!numbers.some(number => number >= 64 && number <= 95));
  for (const codec of codecs) {
    const apt = /^apt=(\d+)$/.exec(codec.sdpFmtpLine ?? '')?.[1];
    assert.equal(apt !== undefined, codec.mimeType === 'video/rtx');
    if (apt !== undefined) assert.ok(numbers.includes(Number(apt)));
  }
});

test('sections of a kind share their numbers', () => {
  const party = new MediaParty(1);
  party.add('video');
  party.add('video');
  const [first, second] = offered(party);
  assert.deepEqual(first, second);
});

test('numbers of the peer are kept, and never given to another codec', () => {
  const party = new MediaParty(1);
  const opus = AUDIO.map(line => line.replaceAll('111', '96'));
  party.remote('offer', sdpOf(...opus, 'a=mid:x'));
  party.answer();
  party.add('video');
  const offer = party.createOffer(false, false);
  assert.match(offer, /a=rtpmap:96 opus\/48000\/2/);
  assert.equal(values(offer, 'rtpmap').filter(value => value.startsWith('96 ')).length, 1);
  const audio = sectionOf(offer, 0);
  assert.match(audio, /^m=audio 9 UDP\/TLS\/RTP\/SAVPF 96 /, 'what was answered comes first');
});

test('a number that stands for something unknown is avoided', () => {
  const party = new MediaParty(1);
  const lines = AUDIO.map(line => line.replace('SAVPF 111', 'SAVPF 111 96 97'));
  party.remote('offer', sdpOf(...lines, 'a=rtpmap:96 speex/16000', 'a=rtpmap:97 rtx/90000', 'a=mid:x'));
  party.answer();
  party.remote('offer', sdpOf(...lines, 'a=rtpmap:96 speex/16000', 'a=rtpmap:97 rtx/90000', 'a=mid:x'));
  const numbers = new PayloadTypes(party.session);
  party.add('video');
  const codecs = numbers.offer(party.transceivers[1] as never, [], undefined);
  assert.ok(!codecs.some(({ payloadType }) => payloadType === 96 || payloadType === 97));
});

test('preferences make the order, with repair behind what it repairs', () => {
  const party = new MediaParty(1);
  const { codecs } = receiverCapabilities('video');
  const prefer = (...wanted: string[]): (typeof codecs)[number][] =>
    wanted.map(name => codecs.find(({ mimeType }) => mimeType === `video/${name}`)).filter(one => one !== undefined);
  party.add('video', { codecPreferences: prefer('AV1', 'rtx', 'VP8') });
  party.add('video', { codecPreferences: prefer('VP8', 'VP8') });
  const [first, second] = offered(party);
  assert.deepEqual(names(first ?? []), ['AV1 96', 'rtx 97', 'VP8 98', 'rtx 99']);
  assert.deepEqual(names(second ?? []), ['VP8 98']);
});

test('RED is offered with Opus only', () => {
  const party = new MediaParty(1);
  const { codecs } = receiverCapabilities('audio');
  party.add('audio', { codecPreferences: codecs.filter(({ mimeType }) => mimeType !== 'audio/opus') });
  assert.ok(!offered(party)[0]?.some(({ mimeType }) => mimeType === 'audio/red'));
});

test('a later offer has the order of the last answer', () => {
  const [a, b] = [new MediaParty(1), new MediaParty(2)];
  a.addTrack('audio');
  const { codecs } = receiverCapabilities('audio');
  b.addTrack('audio', { codecPreferences: codecs.filter(({ mimeType }) => /PCMA|opus/.test(mimeType)).toReversed() });
  negotiate(a, b);
  const [, ...formats] = /^m=audio 9 UDP\/TLS\/RTP\/SAVPF (\d+) (\d+) (\d+)/m.exec(a.createOffer(false, false)) ?? [];
  assert.deepEqual(formats.slice(0, 2), ['8', '96']);
  assert.notEqual(formats[2], undefined, 'and all others behind');
});

test('when the numbers run out, codecs are left out', () => {
  const party = new MediaParty(1);
  const many = Array.from({ length: 61 }, (_, index) => (index < 32 ? 96 + index : 35 + index - 32));
  const lines = AUDIO.map(line => line.replace('SAVPF 111', `SAVPF ${many.join(' ')}`));
  const maps = many.filter(number => number !== 111).map(number => `a=rtpmap:${number} codec-${number}/8000`);
  party.remote('offer', sdpOf(...lines, ...maps, 'a=mid:x'));
  party.answer();
  party.add('video');
  party.remote('offer', sdpOf(...lines, ...maps, 'a=mid:x'));
  const codecs = new PayloadTypes(party.session).offer(party.transceivers[1] as never, [], undefined);
  assert.deepEqual(codecs, []);
});
