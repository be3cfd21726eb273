/** Where a firewall lets no UDP through: Chromium and Node connect by ICE-TCP (RFC 6544), and by TURN over TLS on port 443. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BlockedNetwork } from './harness/blocked-network.ts';
import { blockedNetwork, CLIENT_ADDRESS, SERVER_ADDRESS } from './harness/blocked-network.ts';
import { absent, present } from './harness/programs.ts';

const CALL = fileURLToPath(new URL('children/blocked-call.js', import.meta.url));

interface Outcome {
  readonly took: number;
  readonly carried: readonly boolean[];
  readonly pair: { readonly local: string; readonly remote: string };
}

let network: BlockedNetwork | undefined;
let missing = '';
before(() => {
  try {
    network = blockedNetwork();
  } catch (error) {
    missing = `no network namespaces with a firewall can be made (root, iproute2, nftables): ${String(error)}`;
  }
});
after(() => network?.close());

describe('with UDP blocked', { timeout: 180_000 }, () => {
  for (const client of ['node', 'chromium'] as const) {
    for (const way of ['ice-tcp', 'turns'] as const) {
      test(`${client} connects by ${way === 'turns' ? 'TURN over TLS on port 443' : 'ICE-TCP'}`, async t => {
        if (network === undefined) return void absent(t, missing);
        if (client === 'chromium' && !present(t, 'chromium')) return;
        if (way === 'turns' && !present(t, 'coturn', 'openssl')) return;
        const before = network.dropped();
        const args = ['netns', 'exec', network.server, process.execPath, CALL, network.client, client, way];
        const { stdout } = await promisify(execFile)('ip', args, { timeout: 90_000 });
        const { took, carried, pair } = JSON.parse(stdout.trim().split('\n').at(-1) as string) as Outcome;
        assert.deepEqual(carried, [true, true]);
        if (way === 'ice-tcp') {
          assert.match(pair.local, new RegExp(` tcp \\d+ ${SERVER_ADDRESS} \\d+ typ host tcptype passive`));
          assert.match(pair.remote, new RegExp(` tcp \\d+ ${CLIENT_ADDRESS} \\d+ typ prflx`));
        } else {
          assert.match(pair.remote, new RegExp(` udp \\d+ ${SERVER_ADDRESS} \\d+ typ (relay|prflx)`));
        }
        assert.ok(took < 20_000, `${took} ms`);
        t.diagnostic(`${took} ms`);
        if (client === 'node') assert.ok(network.dropped() > before, 'UDP was tried');
      });
    }
  }
});
