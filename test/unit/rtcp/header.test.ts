/** The common header. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteWriter } from '../../../src/base/byte-writer.ts';
import { closePacket, openPacket, RTCP_TYPE } from '../../../src/rtcp/header.ts';

test('the length is in words, minus one, of the packet alone', () => {
  const writer = new ByteWriter(8).zeros(4);
  const at = openPacket(writer, RTCP_TYPE.goodbye, 31);
  writer.u32(1).u32(2);
  closePacket(writer, at);
  assert.equal(Buffer.from(writer.finish()).toString('hex'), '00000000' + '9fcb0002' + '0000000100000002');
});
