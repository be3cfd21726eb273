/** Options for ICE over TCP and TLS to TURN servers: what is refused, by name. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTcpOptions } from '../../../src/api/tcp-options.ts';

test('what makes sense passes', () => {
  checkTcpOptions({});
  checkTcpOptions({ iceTcp: {} });
  checkTcpOptions({ iceTcp: { active: false, listen: 0 }, turnAuthorities: ['-----BEGIN CERTIFICATE-----\n…'] });
});

test('what does not is refused by its name', () => {
  assert.throws(() => checkTcpOptions({ iceTcp: { active: 1 as never } }), {
    name: 'TypeError',
    message: /iceTcp\.active/,
  });
  for (const listen of [-1, 65_536, 1.5, Number.NaN]) {
    assert.throws(() => checkTcpOptions({ iceTcp: { listen } }), { name: 'RangeError', message: /iceTcp\.listen/ });
  }
  for (const turnAuthorities of ['pem' as never, ['/etc/ca.pem'], [5 as never]]) {
    assert.throws(() => checkTcpOptions({ turnAuthorities }), { name: 'TypeError', message: /turnAuthorities/ });
  }
});
