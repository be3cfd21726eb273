/** INIT and INIT ACK, with parameters known and unknown. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteWriter } from '../../../../src/base/byte-writer.ts';
import { noExtensions } from '../../../../src/sctp/packet/extensions.ts';
import { type Init, readInit, writeInit } from '../../../../src/sctp/packet/init.ts';

const FIELDS = {
  initiateTag: 7,
  aRwnd: 100_000,
  outboundStreams: 10,
  inboundStreams: 20,
  initialTsn: 0xffff_ffff,
  extensions: { ...noExtensions(), partialReliability: true, reConfig: true },
};

test('an INIT is read as it was written', () => {
  const bytes = writeInit(FIELDS);
  assert.deepEqual(readInit(bytes, 0, bytes.length), {
    ...FIELDS,
    cookie: undefined,
    hostName: false,
    unrecognized: [],
  });
});

test('an INIT ACK brings its cookie and reports what was not understood', () => {
  const unknown = new Uint8Array([0xc1, 1, 0, 5, 9]);
  const bytes = writeInit(FIELDS, new Uint8Array([1, 2, 3]), [unknown]);
  const init = readInit(bytes, 0, bytes.length) as Init;
  assert.deepEqual(init.cookie, new Uint8Array([1, 2, 3]));
  assert.equal(bytes[0], 2);
  assert.deepEqual([...bytes.slice(-9)], [0, 8, 0, 9, 0xc1, 1, 0, 5, 9]);
});

function withParameters(write: (writer: ByteWriter) => void): Init | undefined {
  const writer = new ByteWriter();
  writer.bytes(writeInit(FIELDS).subarray(0, 20));
  write(writer);
  const bytes = writer.finish();
  return readInit(bytes, 0, bytes.length);
}

test('the two highest bits of an unknown parameter decide what happens', () => {
  // 11: skip and report. 10: skip. 01: stop and report. 00: stop.
  const forward = (writer: ByteWriter): ByteWriter => writer.u16(0xc000).u16(4);
  const read = (type: number): Init =>
    withParameters(writer => forward(writer.u16(type).u16(6).u16(0xabcd).align(4))) as Init;
  assert.deepEqual([read(0xc123).extensions.partialReliability, read(0xc123).unrecognized.length], [true, 1]);
  assert.deepEqual([read(0x8123).extensions.partialReliability, read(0x8123).unrecognized.length], [true, 0]);
  assert.deepEqual([read(0x4123).extensions.partialReliability, read(0x4123).unrecognized.length], [false, 1]);
  assert.deepEqual([read(0x0123).extensions.partialReliability, read(0x0123).unrecognized.length], [false, 0]);
});

test('a parameter that leaves its chunk makes it unreadable', () => {
  assert.equal(
    withParameters(writer => writer.u16(0x8123).u16(50)),
    undefined,
  );
  assert.equal(
    withParameters(writer => writer.u16(0x8123).u16(3)),
    undefined,
  );
});
