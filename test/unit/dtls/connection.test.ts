import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CIPHER_SUITES } from '../../../src/dtls/cipher-suite.ts';
import { bytes, connect, ecdsa, ecdsa384, ecdsaOther, pair, pump, rsa } from './support.ts';

for (const suite of CIPHER_SUITES) {
  for (const [name, client] of Object.entries({ ecdsa, ecdsa384, rsa })) {
    test(`${suite.name} with a client of ${name}: both connect, and data passes both ways`, () => {
      const p = pair(
        { certificate: client },
        { certificate: suite.keyType === 'rsa' ? rsa : ecdsaOther, cipherSuites: [suite.code] },
      );
      connect(p.client, p.server);
      assert.equal(p.client.error, undefined);
      assert.deepEqual([p.client.connection.state, p.server.connection.state], ['connected', 'connected']);
      assert.equal(p.client.connection.cipherSuite, suite.name);
      p.server.connection.receive(p.client.connection.seal(bytes('ping')), 1);
      p.client.connection.receive(p.server.connection.seal(bytes('pong')), 1);
      assert.deepEqual([p.server.received, p.client.received], [[bytes('ping')], [bytes('pong')]]);
      pump(p.client, p.server);
    });
  }
}
