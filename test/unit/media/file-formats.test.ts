/** The file formats by their first bytes, by codec, and taken apart. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Demuxer, type FileFormat, formatFor, formatOf, kindOf, openWriter } from '../../../src/media/file-formats.ts';
import { IvfWriter, WavWriter } from '../../../src/media/files/index.ts';
import { encodeMosaic } from '../../../src/media/mosaic-encoder.ts';
import { testPattern } from '../../../src/media/pattern-source.ts';

const text = (value: string): Uint8Array => Uint8Array.from(value, character => character.charCodeAt(0));

test('files are known by their first bytes', () => {
  assert.equal(formatOf(text('DKIF')), 'ivf');
  assert.equal(formatOf(text('OggS')), 'ogg');
  assert.equal(formatOf(text('RIFFxxxx')), 'wav');
  assert.equal(formatOf(Uint8Array.of(0, 0, 1, 9)), 'h264');
  assert.equal(formatOf(Uint8Array.of(0, 0, 0, 1)), 'h264');
  assert.equal(formatOf(text('RIF')), undefined);
  assert.deepEqual((['ivf', 'h264', 'h265', 'ogg', 'wav'] as const).map(kindOf), [
    'video',
    'video',
    'video',
    'audio',
    'audio',
  ]);
});

test('each codec has its format, and no other', () => {
  const formats: Readonly<Record<string, FileFormat>> = {
    'video/VP8': 'ivf',
    'video/VP9': 'ivf',
    'video/AV1': 'ivf',
    'video/H264': 'h264',
    'video/H265': 'h265',
    'audio/opus': 'ogg',
    'audio/PCMU': 'wav',
    'audio/PCMA': 'wav',
  };
  for (const [mimeType, format] of Object.entries(formats)) {
    assert.equal(formatFor(mimeType), format);
    assert.ok(openWriter(undefined, mimeType));
    assert.ok(openWriter(format, mimeType));
  }
  assert.throws(() => openWriter('ogg', 'video/VP8'), { name: 'NotSupportedError' });
  assert.throws(() => openWriter(undefined, undefined), { name: 'NotSupportedError' });
});

test('frames come out with their codec', () => {
  const writer = new IvfWriter('video/VP8');
  const bytes = writer.write(encodeMosaic(testPattern(64, 48, 0)), 0);
  const items = new Demuxer('ivf', undefined).push(bytes);
  assert.deepEqual([items.length, items[0]?.mimeType, items[0]?.samples], [1, 'video/VP8', undefined]);
});

test('G.711 of 8 kHz comes as frames, what cannot go over RTP as samples', () => {
  const read = (sampleRate: number, mimeType: 'audio/PCMU' | 'audio/L16'): Demuxer => {
    const demuxer = new Demuxer('wav', undefined);
    const bytes = new WavWriter({ mimeType, sampleRate }).write(new Uint8Array(640), 0);
    const [item] = demuxer.push(bytes);
    const length = item?.samples?.data.length;
    assert.equal(length, sampleRate === 8000 && mimeType === 'audio/PCMU' ? undefined : sampleRate / 50);
    return demuxer;
  };
  assert.equal(read(8000, 'audio/PCMU').end().length, 0);
  read(16_000, 'audio/PCMU');
  read(8000, 'audio/L16');
});

test('bytes of another kind are refused', () => {
  assert.throws(() => new Demuxer('ivf', undefined).push(new Uint8Array(64)), { name: 'DataError' });
  assert.throws(() => new Demuxer('mp3' as 'ogg', undefined), TypeError);
});
