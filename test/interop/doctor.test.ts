/** `purertc doctor` in namespaces: open, no server, wrong credentials, UDP blocked, behind NATs; each told for what it is. */

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { after, before, describe, test } from 'node:test';
import { NatLab, SERVER, TURN } from './harness/nat-lab.ts';
import { absent, present } from './harness/programs.ts';

const OPEN = 0;
const BLOCKED = 1;
const SYMMETRIC = 2;
const STEADY = 3;

let lab: NatLab | undefined;
let missing = '';

before(async () => {
  try {
    lab = NatLab.build([
      [
        { nat: 'none' },
        { nat: 'endpoint-independent', firewall: 'tcp' },
        { nat: 'symmetric, other ports' },
        { nat: 'endpoint-independent' },
      ],
    ]);
  } catch (error) {
    missing = `no network namespaces can be made: ${String(error)}`;
    return;
  }
  await lab.startServer('--alternate', '203.0.113.2:3479', '--allow-peer', '203.0.113.0/24');
});
after(() => lab?.close());

async function doctor(t: TestContext, client: number, ...args: readonly string[]): Promise<string> {
  if (!present(t, 'ip')) return '';
  if (lab === undefined) {
    absent(t, missing);
    return '';
  }
  const { code, output } = await lab.run(0, client, '../../../src/cli/main.js', 'doctor', ...args);
  return `exit ${code}\n${output}`;
}

const good = ['--turn', `turn:${SERVER}`, '--username', TURN.username, '--credential', TURN.credential];

function says(output: string, ...what: readonly RegExp[]): void {
  if (output === '') return;
  for (const each of what) assert.match(output, each);
}

describe('the doctor', { concurrency: true, timeout: 60_000 }, () => {
  test('finds an open machine', async t => {
    says(
      await doctor(t, OPEN, ...good),
      /^exit 0/,
      /✓ No NAT: this machine is reached at its own address \(198\.51\.100\.2\)/,
      /✓ turn:203\.0\.113\.1:3478\?transport=udp relays at/,
      /✓ turn:203\.0\.113\.1:3478\?transport=tcp relays at/,
    );
  });

  test('finds no server', async t => {
    const [, , ...credentials] = good;
    says(
      await doctor(t, OPEN, '--turn', 'turn:203.0.113.99', '--stun', 'stun:203.0.113.98', ...credentials),
      /^exit 1/,
      /✗ No server answered \(stun:203\.0\.113\.98:3478, stun:203\.0\.113\.99:3478/,
      /Check host and port/,
    );
  });

  test('finds wrong credentials', async t => {
    says(
      await doctor(t, OPEN, ...good.slice(0, -1), 'wrong'),
      /^exit 1/,
      /✗ turn:203\.0\.113\.1:3478\?transport=udp: 401 Unauthenticated/,
      /✗ The TURN server does not accept the user name and credential/,
    );
  });

  test('finds that UDP is blocked, and what to use instead', async t => {
    says(
      await doctor(t, BLOCKED, ...good),
      /^exit 0/,
      /✗ stun:203\.0\.113\.1:3478 does not answer/,
      /✓ UDP gets no answer, TCP does/,
      /Put turn:203\.0\.113\.1:3478\?transport=tcp into iceServers/,
    );
  });

  test('finds a symmetric NAT, with TURN and without', async t => {
    says(
      await doctor(t, SYMMETRIC, ...good),
      /^exit 0/,
      /mapping +address-and-port-dependent\n +filtering +address-and-port-dependent/,
      /✓ A symmetric NAT/,
      /TURN works/,
    );
    says(
      await doctor(t, SYMMETRIC, '--stun', `stun:${SERVER}`),
      /^exit 1/,
      /✗ A symmetric NAT/,
      /Configure a TURN server/,
    );
  });

  test('finds a NAT that most calls pass', async t => {
    says(
      await doctor(t, STEADY, ...good),
      /^exit 0/,
      /mapping +endpoint-independent\n +filtering +address-and-port-dependent\n +ports +preserved/,
      /✓ A NAT that keeps its mappings/,
    );
  });
});
