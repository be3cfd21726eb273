/** What the terminal shows. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Findings } from '../../../../src/cli/doctor/findings.ts';
import { report } from '../../../../src/cli/doctor/report.ts';

const findings: Findings = {
  addresses: [{ name: 'eth0', address: '10.0.0.2' }],
  stun: [
    { url: 'stun:a:3478', server: '8.8.8.1:3478', outcome: 'answered', mapped: '9.9.9.9:5', milliseconds: 12.4 },
    { url: 'stun:b:3478', server: '8.8.8.2:3478', outcome: 'silent', mapped: undefined, milliseconds: undefined },
  ],
  nat: {
    present: true,
    mapped: { address: '9.9.9.9', port: 5, family: 4 },
    mapping: 'dependent',
    filtering: undefined,
    preservesPorts: false,
  },
  turn: [
    {
      url: 'turn:a:3478?transport=udp',
      transport: 'udp',
      named: true,
      outcome: 'refused',
      relayed: undefined,
      code: 401,
      reason: 'Unauthenticated',
      milliseconds: 3,
    },
  ],
};

test('is a section for each thing that was looked at', () => {
  const text = report(findings, {
    verdict: 'bad-credentials',
    ok: false,
    headline: 'No.',
    advice: ['word '.repeat(40).trim()],
  });
  assert.match(text, /^This machine\n {2}eth0 {7}10\.0\.0\.2\n/);
  assert.match(text, /✓ stun:a:3478 sees 9\.9\.9\.9:5 \(12 ms\)/);
  assert.match(text, /✗ stun:b:3478 does not answer at 8\.8\.8\.2:3478/);
  assert.match(text, /mapping {4}dependent on the endpoint\n {2}filtering {2}not known\n {2}ports {6}changed/);
  assert.match(text, /✗ turn:a:3478\?transport=udp: 401 Unauthenticated/);
  assert.match(text, /Verdict\n {2}✗ No\./);
  assert.ok(text.split('\n').every(line => line.length <= 100));
  assert.ok(text.includes('\n    word'), 'long advice is wrapped');
});

test('leaves out what was not asked', () => {
  const text = report(
    { ...findings, nat: undefined, turn: [] },
    { verdict: 'open', ok: true, headline: 'Yes.', advice: [] },
  );
  assert.doesNotMatch(text, /NAT|TURN|What to do/);
});
