/** The doctor in simulated situations: open, NATs, no server, wrong credentials, UDP blocked. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { diagnose } from '../../../../src/cli/doctor/diagnose.ts';
import { examine, serverUrl } from '../../../../src/cli/doctor/examine.ts';
import type { Diagnosis, Findings } from '../../../../src/cli/doctor/findings.ts';
import type { ServerUrl } from '../../../../src/ice/index.ts';
import type { NatBehaviour } from '../../../sim/nat.ts';
import { Clinic, type ClinicOptions, SECOND, SERVER, SIXTH } from './clinic.ts';

function url(text: string, kind: 'stun' | 'turn'): ServerUrl {
  const parsed = serverUrl(text, kind);
  assert.ok(parsed);
  return parsed;
}

async function visit(
  options: ClinicOptions,
  order: { stun?: string[]; turn?: string[]; credential?: string } = {},
): Promise<Findings & Diagnosis> {
  const clinic = new Clinic(options);
  const findings = await clinic.wait(
    examine(
      {
        stun: (order.stun ?? [`stun:${SERVER}`, `stun:${SECOND}`]).map(text => url(text, 'stun')),
        turn: (order.turn ?? [`turn:${SERVER}`]).map(text => url(text, 'turn')),
        username: 'user',
        credential: order.credential ?? 'password',
        authorities: undefined,
      },
      clinic.runtime,
    ),
  );
  assert.equal(clinic.patient.socketCount, 0, 'a socket is left');
  return { ...findings, ...diagnose(findings) };
}

test('an open machine', async () => {
  const { verdict, ok, stun, turn, nat } = await visit({});
  assert.deepEqual([verdict, ok, nat?.present], ['open', true, false]);
  assert.deepEqual(
    stun.map(({ outcome }) => outcome),
    ['answered', 'answered'],
  );
  assert.deepEqual(
    turn.map(({ url: door, outcome }) => `${door} ${outcome}`),
    [
      `turn:${SERVER}:3478?transport=udp relays`,
      `turn:${SERVER}:3478?transport=tcp relays`,
      `turns:${SERVER}:5349?transport=tcp unreachable`,
    ],
  );
});

describe('behind a NAT', () => {
  const behaviours: NatBehaviour[] = ['endpoint-independent', 'address-dependent', 'address-and-port-dependent'];
  for (const mapping of behaviours) {
    for (const filtering of behaviours) {
      test(`RFC 5780 finds ${mapping} mapping and ${filtering} filtering`, async () => {
        const { nat, verdict, ok } = await visit({
          nat: { mapping, filtering, preservesPorts: false },
          alternate: true,
        });
        assert.deepEqual([nat?.mapping, nat?.filtering, nat?.preservesPorts], [mapping, filtering, false]);
        assert.deepEqual([verdict, ok], [mapping === 'endpoint-independent' ? 'nat' : 'symmetric-nat', true]);
      });
    }
  }

  test('two servers tell a symmetric one from others', async () => {
    const symmetric = await visit({ nat: { mapping: 'address-and-port-dependent' } }, { turn: [] });
    assert.deepEqual([symmetric.verdict, symmetric.ok, symmetric.nat?.mapping], ['symmetric-nat', false, 'dependent']);
    const plain = await visit({ nat: {} }, { turn: [] });
    assert.deepEqual([plain.verdict, plain.ok, plain.nat?.preservesPorts], ['nat', true, true]);
    const alone = await visit({ nat: {} }, { turn: [], stun: [`stun:${SERVER}`] });
    assert.deepEqual([alone.verdict, alone.ok], ['nat-unknown', false]);
  });
});

test('a machine without IPv4 is told what IPv6 does', async () => {
  const order = { stun: [`stun:${SERVER}`, `stun:[${SIXTH}]`], turn: [] };
  const { stun, nat, headline } = await visit({ only: '2001:db8:1::1' }, order);
  assert.deepEqual(
    stun.map(({ outcome, mapped }) => [outcome, mapped?.replace(/:\d+$/, '')]),
    [
      ['silent', undefined],
      ['answered', '[2001:db8:1::1]'],
    ],
  );
  assert.deepEqual([nat, headline], [undefined, 'No STUN server answered over IPv4.']);
});

test('no server', async () => {
  const { verdict, stun, turn } = await visit({ server: false });
  assert.equal(verdict, 'no-server');
  assert.ok([...stun, ...turn].every(({ outcome }) => outcome === 'silent' || outcome === 'unreachable'));
  const unknown = await visit({}, { stun: ['stun:nowhere.example'], turn: ['turn:nowhere.example'] });
  assert.match(unknown.advice.join(), /could not be resolved/);
});

test('wrong credentials', async () => {
  const { verdict, turn } = await visit({}, { credential: 'wrong' });
  assert.equal(verdict, 'bad-credentials');
  assert.deepEqual(
    turn.map(({ code }) => code),
    [401, 401, undefined],
  );
});

test('UDP blocked', async () => {
  const { verdict, ok, advice } = await visit({ passes: 'tcp' });
  assert.deepEqual([verdict, ok], ['udp-blocked', true]);
  assert.match(advice.join(), new RegExp(`turn:${SERVER}:3478\\?transport=tcp into iceServers`));
});

test('URLs may leave out their scheme, but not have another one', () => {
  assert.equal(serverUrl('example.org', 'stun')?.url, 'stun:example.org');
  assert.equal(serverUrl('example.org:3479', 'turn')?.port, 3479);
  assert.equal(serverUrl('turns:example.org', 'turn')?.port, 5349);
  for (const text of ['turn:example.org', 'http://example.org', '', 'stun:']) {
    assert.equal(serverUrl(text, 'stun'), undefined, text);
  }
});
