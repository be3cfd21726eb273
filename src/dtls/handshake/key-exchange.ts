/** ECDHE ServerKeyExchange and ClientKeyExchange (RFC 8422 §5.4, §5.7). */

import { ByteReader } from '../../base/byte-reader.ts';
import { ByteWriter } from '../../base/byte-writer.ts';
import { type DigitallySigned, readDigitallySigned, writeDigitallySigned } from './certificate.ts';

/*
 * ServerKeyExchange
 * +-------------------+-------------+------------------+-----------+----------------------+
 * | curve_type 1 (=3) | namedcurve 2| public <1..2^8-1>| scheme 2  | signature <0..2^16-1>|
 * +-------------------+-------------+------------------+-----------+----------------------+
 * \______________ ServerECDHParams ____________________/
 *
 * ClientKeyExchange:  ecdh_Yc <1..2^8-1>
 */

const NAMED_CURVE = 3;

export interface ServerKeyExchange {
  /** Code point of the group. */
  readonly group: number;
  readonly publicKey: Uint8Array;
  /** ServerECDHParams as they came: what is signed, after both randoms. */
  readonly parameters: Uint8Array;
  readonly signed: DigitallySigned;
}

export function readServerKeyExchange(body: Uint8Array): ServerKeyExchange | undefined {
  const reader = new ByteReader(body);
  const curveType = reader.u8();
  const group = reader.u16();
  const publicKey = reader.vector8();
  if (curveType !== NAMED_CURVE || group === undefined || publicKey === undefined || publicKey.length === 0) {
    return undefined;
  }
  const parameters = body.subarray(0, reader.offset);
  const signed = readDigitallySigned(reader);
  return signed === undefined ? undefined : { group, publicKey, parameters, signed };
}

export function writeServerParameters(group: number, publicKey: Uint8Array): Uint8Array {
  return new ByteWriter(128)
    .u8(NAMED_CURVE)
    .u16(group)
    .vector8(writer => writer.bytes(publicKey))
    .finish();
}

export function writeServerKeyExchange(parameters: Uint8Array, signed: DigitallySigned): Uint8Array {
  const writer = new ByteWriter(256).bytes(parameters);
  writeDigitallySigned(writer, signed);
  return writer.finish();
}

/** RFC 5246 §7.4.3: client_random ‖ server_random ‖ params. */
export function serverKeyExchangeInput(
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  parameters: Uint8Array,
): Uint8Array {
  return new ByteWriter(256).bytes(clientRandom).bytes(serverRandom).bytes(parameters).finish();
}

export function readClientKeyExchange(body: Uint8Array): Uint8Array | undefined {
  const reader = new ByteReader(body);
  const publicKey = reader.vector8();
  if (publicKey === undefined || publicKey.length === 0 || reader.remaining !== 0) return undefined;
  return publicKey;
}

export function writeClientKeyExchange(publicKey: Uint8Array): Uint8Array {
  return new ByteWriter(128).vector8(writer => writer.bytes(publicKey)).finish();
}
