/** Verdicts, and advice that fits them. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { diagnose } from '../../../../src/cli/doctor/diagnose.ts';
import type { Findings, StunFinding, TurnFinding } from '../../../../src/cli/doctor/findings.ts';
import type { NatReport } from '../../../../src/cli/doctor/nat-behaviour.ts';

const addresses = [{ name: 'eth0', address: '192.168.1.5' }];
const stun = (outcome: StunFinding['outcome']): StunFinding => ({
  url: 'stun:s:3478',
  server: '8.8.8.1:3478',
  outcome,
  mapped: outcome === 'answered' ? '9.9.9.9:1' : undefined,
  milliseconds: 10,
});
const turn = (
  transport: TurnFinding['transport'],
  outcome: TurnFinding['outcome'],
  more: Partial<TurnFinding> = {},
): TurnFinding => ({
  url: `${transport === 'tls' ? 'turns' : 'turn'}:t?transport=${transport === 'tls' ? 'tcp' : transport}`,
  transport,
  named: true,
  outcome,
  relayed: undefined,
  code: undefined,
  reason: 'no answer',
  milliseconds: 1,
  ...more,
});
const nat = (mapping: NatReport['mapping'], present = true): NatReport => ({
  present,
  mapped: { address: '9.9.9.9', port: 1, family: 4 },
  mapping,
  filtering: undefined,
  preservesPorts: true,
});
const all = (findings: Partial<Findings>): Findings => ({ addresses, stun: [], nat: undefined, turn: [], ...findings });
const answered = [stun('answered')];
const works = [turn('udp', 'relays'), turn('tcp', 'relays')];

describe('the verdict', () => {
  for (const [verdict, ok, findings] of [
    ['offline', false, all({ addresses: [] })],
    ['no-server', false, all({ stun: [stun('silent')], turn: [turn('udp', 'unreachable')] })],
    ['no-server', false, all({ stun: [stun('unresolved')] })],
    ['bad-credentials', false, all({ stun: answered, turn: [turn('udp', 'refused', { code: 401 })] })],
    ['turn-refused', false, all({ stun: answered, turn: [turn('udp', 'refused', { code: 486, reason: 'Quota' })] })],
    ['udp-blocked', true, all({ stun: [stun('silent')], turn: [turn('udp', 'unreachable'), turn('tls', 'relays')] })],
    ['open', true, all({ stun: answered, nat: nat(undefined, false) })],
    ['nat', true, all({ stun: answered, nat: nat('endpoint-independent') })],
    ['symmetric-nat', false, all({ stun: answered, nat: nat('dependent') })],
    ['symmetric-nat', true, all({ stun: answered, nat: nat('address-and-port-dependent'), turn: works })],
    ['nat-unknown', false, all({ stun: answered, nat: nat(undefined) })],
    ['nat-unknown', true, all({ stun: answered, nat: nat(undefined), turn: works })],
    ['nat-unknown', true, all({ turn: works })],
  ] as const) {
    test(`${verdict}, ${ok ? 'fine' : 'not fine'}`, () => {
      const diagnosis = diagnose(findings);
      assert.deepEqual([diagnosis.verdict, diagnosis.ok], [verdict, ok], diagnosis.headline);
      assert.ok(diagnosis.headline.length > 10);
    });
  }
});

describe('the advice', () => {
  const advice = (findings: Findings): string => diagnose(findings).advice.join('\n');

  test('names the door that works where UDP is blocked', () => {
    const text = advice(all({ stun: [stun('silent')], turn: [turn('udp', 'unreachable'), turn('tls', 'relays')] }));
    assert.match(text, /turns:t\?transport=tcp into iceServers/);
    assert.doesNotMatch(text, /cannot be reached/);
  });

  test('tells of certificates, of closed relay ports, of doors that are missing', () => {
    const findings = all({
      stun: answered,
      nat: nat('endpoint-independent'),
      turn: [turn('udp', 'allocates'), turn('tls', 'unreachable', { reason: 'self-signed certificate' })],
    });
    const text = advice(findings);
    assert.match(text, /certificate is not accepted/);
    assert.match(text, /relay ports \(UDP\)/);
    assert.match(text, /relays over UDP only/);
  });

  test('is there for every refusal', () => {
    for (const code of [403, 438, 440, 486, 508, 600]) {
      const found = all({ stun: answered, turn: [turn('udp', 'refused', { code, reason: 'no' })] });
      assert.notEqual(advice(found), '', `${code}`);
    }
  });

  test('tells names from servers, and the near from the far', () => {
    assert.match(advice(all({ stun: [stun('unresolved')] })), /could not be resolved/);
    assert.match(advice(all({ stun: [stun('silent')] })), /firewall/);
    const near = { ...nat(undefined, false), mapped: { address: '10.0.0.1', port: 1, family: 4 } } as const;
    assert.match(advice(all({ stun: answered, nat: near })), /server in the internet/);
  });
});
