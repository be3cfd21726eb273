/** Encodings that come, stay and go. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SendEncodings } from '../../../src/streams/simulcast.ts';
import { encoding, sendEnv, sendParameters } from './send-support.ts';

describe('SendEncodings', () => {
  it('keeps the streams of SSRCs that stay, in the order of the encodings', () => {
    const encodings = new SendEncodings(sendEnv());
    encodings.configure(sendParameters({ encodings: [encoding(1), encoding(2)] }));
    const [one, two] = encodings.streams;
    encodings.configure(sendParameters({ encodings: [encoding(2), encoding(3), encoding(1)] }));
    assert.equal(encodings.streams[0], two);
    assert.equal(encodings.streams[2], one);
    assert.equal(encodings.streams[1]?.ssrc, 3);
  });

  it('tells which streams have become active', () => {
    const encodings = new SendEncodings(sendEnv());
    const begun = (active: boolean[]): number[] =>
      encodings
        .configure(sendParameters({ encodings: active.map((on, index) => encoding(index, { active: on })) }))
        .map(stream => stream.ssrc);
    assert.deepEqual(begun([true, false]), [0]);
    assert.deepEqual(begun([true, true]), [1]);
    assert.deepEqual(begun([false, true]), []);
    assert.deepEqual(begun([true, false]), [0]);
  });
});
