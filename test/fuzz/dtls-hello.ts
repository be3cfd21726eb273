/** Fuzz: ClientHello, ServerHello, HelloVerifyRequest and the extensions in them. */

import assert from 'node:assert/strict';
import { readClientHello, writeClientHello } from '../../src/dtls/handshake/client-hello.ts';
import * as ext from '../../src/dtls/handshake/extensions.ts';
import {
  readHelloVerifyRequest,
  readServerHello,
  writeHelloVerifyRequest,
  writeServerHello,
} from '../../src/dtls/handshake/server-hello.ts';
import { handshakeBodies } from './support/dtls.ts';

export const name = 'dtls-hello';

export function fuzzOne(bytes: Uint8Array): void {
  const client = readClientHello(bytes);
  if (client !== undefined) {
    readAll(client.extensions);
    assert.deepEqual(readClientHello(writeClientHello(client)), client);
  }
  const server = readServerHello(bytes);
  if (server !== undefined) {
    readAll(server.extensions);
    assert.deepEqual(readServerHello(writeServerHello(server)), server);
  }
  const cookie = readHelloVerifyRequest(bytes);
  if (cookie !== undefined) assert.deepEqual(writeHelloVerifyRequest(cookie).subarray(2), bytes.subarray(2));
}

function readAll(extensions: ext.Extensions): void {
  for (const data of extensions.values()) {
    ext.readSupportedGroups(data);
    ext.readSignatureAlgorithms(data);
    ext.readSupportedVersions(data);
    ext.readPointFormats(data);
    ext.readUseSrtp(data);
    ext.isEmptyRenegotiationInfo(data);
  }
}

export function seeds(): Uint8Array[] {
  return [...handshakeBodies([1, 2]), writeHelloVerifyRequest(new Uint8Array(20))];
}
