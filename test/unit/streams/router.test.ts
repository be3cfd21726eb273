/** Which section a packet belongs to. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Router } from '../../../src/streams/router.ts';
import { audioParameters, IDS, packet, receiveParameters, text, VP8 } from './receive-support.ts';

const AUDIO = { name: 'audio' };
const VIDEO = { name: 'video' };
const SECOND = { name: 'second video' };

function router(): Router<{ name: string }> {
  const made = new Router<{ name: string }>();
  made.configure(AUDIO, audioParameters({ mid: 'a' }));
  made.configure(VIDEO, receiveParameters({ mid: 'v1' }));
  return made;
}

const mid = (value: string): { extensions: { id: number; data: Uint8Array }[] } => ({
  extensions: [text(IDS.mid, value)],
});

describe('Router', () => {
  it('goes by MID and remembers the SSRC', () => {
    const made = router();
    made.configure(SECOND, receiveParameters({ mid: 'v2' }));
    assert.equal(made.route(packet(1, { ssrc: 5 }), 0), undefined);
    assert.equal(made.drops.count('unrouted'), 1);
    assert.equal(made.route(packet(1, { ssrc: 5, ...mid('v2') }), 0), SECOND);
    assert.equal(made.route(packet(2, { ssrc: 5 }), 0), SECOND);
    assert.equal(made.targetOf(5), SECOND);
    assert.equal(made.targetOf(6), undefined);
  });

  it('goes by payload type where only one section has it', () => {
    const made = router();
    assert.equal(made.route(packet(1, { ssrc: 5 }), 0), VIDEO);
    assert.equal(made.route(packet(1, { ssrc: 6, payloadType: 111 }), 0), AUDIO);
    assert.equal(made.route(packet(1, { ssrc: 7, payloadType: 50 }), 0), undefined);
  });

  it('goes by the SSRCs that were announced, RTX too', () => {
    const made = router();
    const sources = [{ ssrc: 5, rtxSsrc: 6, cname: undefined }];
    made.configure(SECOND, receiveParameters({ mid: 'v2', sources }));
    assert.equal(made.route(packet(1, { ssrc: 5 }), 0), SECOND);
    assert.equal(made.route(packet(1, { ssrc: 6, payloadType: 97 }), 0), SECOND);
    made.configure(VIDEO, receiveParameters({ mid: 'v1', sources }));
    assert.equal(made.route(packet(1, { ssrc: 5 }), 0), VIDEO);
  });

  it('follows a stream to another section', () => {
    const made = router();
    made.configure(SECOND, receiveParameters({ mid: 'v2' }));
    assert.equal(made.route(packet(1, { ssrc: 5, ...mid('v1') }), 0), VIDEO);
    assert.equal(made.route(packet(2, { ssrc: 5, ...mid('v2') }), 0), SECOND);
    assert.equal(made.route(packet(3, { ssrc: 5 }), 0), SECOND);
    made.learn(5, 'v1', 0);
    assert.equal(made.route(packet(4, { ssrc: 5 }), 0), VIDEO);
  });

  it('drops what has a MID of no section or a payload type that its section has not', () => {
    const made = router();
    assert.equal(made.route(packet(1, { ssrc: 5, ...mid('x') }), 0), undefined);
    assert.equal(made.route(packet(1, { ssrc: 5, payloadType: 111, ...mid('v1') }), 0), undefined);
    assert.equal(made.targetOf(5), undefined);
    made.route(packet(1, { ssrc: 5 }), 0);
    assert.equal(made.route(packet(2, { ssrc: 5, payloadType: 111 }), 0), undefined);
    assert.equal(made.route(packet(2, { ssrc: 5, ...mid('x') }), 0), undefined);
    assert.equal(made.drops.count('unknown-mid'), 2);
    assert.equal(made.drops.count('unknown-payload-type'), 2);
  });

  it('learns from SDES', () => {
    const made = router();
    made.configure(SECOND, receiveParameters({ mid: 'v2' }));
    made.learn(5, 'v2', 0);
    made.learn(6, 'nobody', 0);
    assert.equal(made.targetOf(5), SECOND);
    assert.equal(made.targetOf(6), undefined);
  });

  it('keeps what it has learnt through a new configuration, and forgets it with the section', () => {
    const made = router();
    made.route(packet(1, { ssrc: 5 }), 0);
    made.configure(VIDEO, receiveParameters({ mid: 'v1', codecs: [VP8] }));
    assert.equal(made.targetOf(5), VIDEO);
    made.remove(VIDEO);
    assert.equal(made.targetOf(5), undefined);
    assert.equal(made.route(packet(1, { ssrc: 5 }), 0), undefined);
    made.remove(AUDIO);
    assert.equal(made.route(packet(1, { ssrc: 6, payloadType: 111 }), 0), undefined);
  });

  it('keeps what it has learnt by MID through a pause, in which nothing is received', () => {
    const made = router();
    made.configure(SECOND, receiveParameters({ mid: 'v2' }));
    made.route(packet(1, { ssrc: 5, ...mid('v2') }), 0);
    made.configure(SECOND, receiveParameters({ mid: 'v2', codecs: [], headerExtensions: [] }));
    assert.equal(made.route(packet(2, { ssrc: 5 }), 0), undefined);
    assert.equal(made.drops.count('unknown-payload-type'), 1);
    assert.equal(made.route(packet(1, { ssrc: 7 }), 0), VIDEO);
    made.configure(SECOND, receiveParameters({ mid: 'v2' }));
    assert.equal(made.route(packet(3, { ssrc: 5 }), 0), SECOND);
  });

  it('lets no flood of SSRCs push out what is in use, and makes room when it is over', () => {
    const made = router();
    made.route(packet(1, { ssrc: 1 }), 0);
    let routed = 0;
    for (let ssrc = 2; ssrc < 5000; ssrc++) if (made.route(packet(1, { ssrc }), 10) !== undefined) routed++;
    assert.equal(routed, 255);
    assert.equal(made.drops.count('too-many-sources'), 4998 - 255);
    assert.equal(made.route(packet(2, { ssrc: 1 }), 20), VIDEO);
    assert.equal(made.route(packet(2, { ssrc: 6000 }), 5011), VIDEO);
    assert.equal(made.targetOf(1), VIDEO);
  });

  it('takes announced SSRCs beside the learnt ones, a bounded number', () => {
    const made = router();
    const sources = Array.from({ length: 1000 }, (_, i) => ({ ssrc: i, rtxSsrc: undefined, cname: undefined }));
    made.configure(VIDEO, receiveParameters({ mid: 'v1', sources }));
    assert.equal(made.targetOf(63), VIDEO);
    assert.equal(made.targetOf(64), undefined);
    made.configure(VIDEO, receiveParameters({ mid: 'v1' }));
    assert.equal(made.targetOf(63), VIDEO);
    for (let ssrc = 2000; ssrc < 2192; ssrc++) assert.equal(made.route(packet(1, { ssrc }), 0), VIDEO);
    assert.equal(made.route(packet(1, { ssrc: 3000 }), 0), undefined);
  });
});
