/** ECDHE ServerKeyExchange and ClientKeyExchange (RFC 8422 §5.4, §5.7). */

import { readU16, writeU16 } from '../../base/be.ts';
import {
  type DigitallySigned,
  readDigitallySigned,
  SIGNED_HEADER_LENGTH,
  writeDigitallySigned,
} from './certificate.ts';

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
/** Before the public key. */
const PARAMETERS_HEADER_LENGTH = 4;

export interface ServerKeyExchange {
  /** Code point of the group. */
  readonly group: number;
  readonly publicKey: Uint8Array;
  /** ServerECDHParams as they came: what is signed, after both randoms. */
  readonly parameters: Uint8Array;
  readonly signed: DigitallySigned;
}

export function readServerKeyExchange(body: Uint8Array): ServerKeyExchange | undefined {
  if (body.length < PARAMETERS_HEADER_LENGTH || body[0] !== NAMED_CURVE || body[3] === 0) return undefined;
  const end = PARAMETERS_HEADER_LENGTH + (body[3] as number);
  const signed = readDigitallySigned(body, end);
  if (signed === undefined) return undefined;
  const publicKey = body.subarray(PARAMETERS_HEADER_LENGTH, end);
  return { group: readU16(body, 1), publicKey, parameters: body.subarray(0, end), signed };
}

export function writeServerParameters(group: number, publicKey: Uint8Array): Uint8Array {
  const parameters = new Uint8Array(PARAMETERS_HEADER_LENGTH + publicKey.length);
  parameters[0] = NAMED_CURVE;
  writeU16(parameters, 1, group);
  parameters[3] = publicKey.length;
  parameters.set(publicKey, PARAMETERS_HEADER_LENGTH);
  return parameters;
}

export function writeServerKeyExchange(parameters: Uint8Array, signed: DigitallySigned): Uint8Array {
  const body = new Uint8Array(parameters.length + SIGNED_HEADER_LENGTH + signed.signature.length);
  body.set(parameters);
  writeDigitallySigned(body, parameters.length, signed);
  return body;
}

/** RFC 5246 §7.4.3: client_random ‖ server_random ‖ params. */
export function serverKeyExchangeInput(
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  parameters: Uint8Array,
): Uint8Array {
  const input = new Uint8Array(clientRandom.length + serverRandom.length + parameters.length);
  input.set(clientRandom);
  input.set(serverRandom, clientRandom.length);
  input.set(parameters, clientRandom.length + serverRandom.length);
  return input;
}

export function readClientKeyExchange(body: Uint8Array): Uint8Array | undefined {
  return body.length > 1 && body[0] === body.length - 1 ? body.subarray(1) : undefined;
}

export function writeClientKeyExchange(publicKey: Uint8Array): Uint8Array {
  const body = new Uint8Array(1 + publicKey.length);
  body[0] = publicKey.length;
  body.set(publicKey, 1);
  return body;
}
