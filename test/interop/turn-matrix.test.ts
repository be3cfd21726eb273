/**
 * Every way to coturn, on one side and on both: data and media pass, and go on through refreshes and stale nonces
 * (RFC 8656 §8, RFC 8489 §9.2); what goes wrong is said.
 */

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RTCConfiguration, ServerOptions } from '../../src/index.ts';
import { RTCPeerConnection } from '../../src/index.ts';
import type { Coturn } from './harness/coturn.ts';
import { startCoturn } from './harness/coturn.ts';
import { jumpingRuntime, patientTiming } from './harness/jumping-runtime.ts';
import { within } from './harness/peer.ts';
import { present } from './harness/programs.ts';
import { call, carries, localCandidate } from './harness/relay-call.ts';

const ADDRESSES = ['127.0.0.1', '::1'] as const;
const TRANSPORTS = ['udp', 'tcp', 'tls'] as const;

/** Our clock jumps: two jumps to each refresh (after 540 s of 600), and no jump without a permission's (after 240). */
const JUMP = 275_000;
const JUMPS = 7;
/** Real milliseconds between two jumps, and real seconds after which a nonce is stale. */
const PAUSE = 1_100;
const STALE_NONCE = 1;

let starting: Promise<Coturn> | undefined;
const coturn = (): Promise<Coturn> => {
  starting ??= startCoturn({
    addresses: ADDRESSES,
    tls: true,
    more: [`--stale-nonce=${STALE_NONCE}`, '--verbose'],
  });
  return starting;
};
after(async () => (await starting?.catch(() => undefined))?.close());

function through(server: Coturn, url: string, credential: string = server.credential): RTCConfiguration {
  return { iceServers: [{ urls: [url], username: server.username, credential }], iceTransportPolicy: 'relay' };
}

function on(address: string, server: Coturn): ServerOptions {
  return {
    includeLoopback: true,
    interfaces: candidate => candidate.address === address,
    turnAuthorities: [server.certificate?.certificate ?? ''],
  };
}

/** How often coturn has written this. */
function count(server: Coturn, what: RegExp): number {
  return server.output().match(new RegExp(what, 'g'))?.length ?? 0;
}

describe('node through coturn', { concurrency: 4, timeout: 120_000 }, () => {
  for (const address of ADDRESSES) {
    for (const transport of TRANSPORTS) {
      for (const both of [true, false]) {
        test(`by ${transport} to ${address}, relayed on ${both ? 'both sides' : 'one side'}`, async t => {
          if (!present(t, 'coturn', 'openssl')) return;
          const server = await coturn();
          const { runtime, jump } = jumpingRuntime();
          const options = { ...on(address, server), runtime, iceTiming: patientTiming(JUMP) };
          const relayed = through(server, server.urlOf(transport, address));
          const made = await call({ configuration: relayed, options }, { configuration: both ? relayed : {}, options });
          t.after(() => made.close());
          const url = server.urlOf(transport, address);
          for (const end of both ? [made.a, made.b] : [made.a]) {
            const { candidateType, relayProtocol, url: told } = await localCandidate(end);
            assert.deepEqual(
              { candidateType, relayProtocol, told },
              { candidateType: 'relay', relayProtocol: transport, told: url },
            );
          }
          await carries(made);
          for (let i = 0; i < JUMPS; i++) {
            jump(JUMP);
            await sleep(PAUSE);
          }
          await carries(made);
          assert.match(made.a.connection.iceConnectionState, /^(connected|completed)$/);
        });
      }
    }
  }

  after(async () => {
    const server = await starting?.catch(() => undefined);
    if (server === undefined) return;
    // Eighteen allocations, and what channels and permissions need besides.
    assert.ok(count(server, /refreshed,.*lifetime=600/) >= 3 * 18);
    assert.ok(count(server, /CHANNEL_BIND processed, success/) >= 3 * 18);
    assert.ok(count(server, /error 438: Stale nonce/) >= 18);
  });
});

describe('what goes wrong on the way to coturn is said', { concurrency: true, timeout: 60_000 }, () => {
  for (const transport of TRANSPORTS) {
    test(`wrong credentials by ${transport}: 401, and gathering ends without a candidate`, async t => {
      if (!present(t, 'coturn', 'openssl')) return;
      const server = await coturn();
      const url = server.urlOf(transport);
      const told = await failing(through(server, url, 'wrong'), on('127.0.0.1', server));
      assert.deepEqual(
        told.errors.map(error => [error.errorCode, error.url]),
        [[401, url]],
      );
      const [error] = told.errors;
      assert.equal(error?.address, '127.0.0.1');
      assert.ok((error?.port ?? 0) > 0);
      assert.match(error?.errorText ?? '', /unauthorized/i);
      assert.equal(told.candidates, 0);
    });
  }

  test('nobody listens there: 701 with the reason', async t => {
    if (!present(t, 'coturn', 'openssl')) return;
    const server = await coturn();
    for (const url of ['turn:127.0.0.1:1?transport=tcp', 'turns:127.0.0.1:1']) {
      const { errors } = await failing(through(server, url), on('127.0.0.1', server));
      assert.deepEqual(
        errors.map(error => [error.errorCode, error.url]),
        [[701, url]],
      );
      assert.match(errors[0]?.errorText ?? '', /ECONNREFUSED/);
    }
  });

  test('a certificate that nobody vouches for: 701, and by another name that it has, none', async t => {
    if (!present(t, 'coturn', 'openssl')) return;
    const server = await coturn();
    const url = server.urlOf('tls');
    const untrusted = await failing(through(server, url), {
      ...on('127.0.0.1', server),
      turnAuthorities: undefined as never,
    });
    assert.equal(untrusted.errors[0]?.errorCode, 701);
    assert.match(untrusted.errors[0]?.errorText ?? '', /self.signed/i);
    const named = await failing(through(server, url.replace('127.0.0.1', 'localhost')), on('127.0.0.1', server));
    assert.deepEqual(named.errors, [], 'the certificate names localhost');
    assert.ok(named.candidates > 0);
  });
});

interface Gathered {
  readonly errors: { errorCode: number; errorText: string; url: string; address: string | null; port: number | null }[];
  readonly candidates: number;
}

/** Gathers until it is complete. */
async function failing(configuration: RTCConfiguration, options: ServerOptions): Promise<Gathered> {
  const connection = new RTCPeerConnection(configuration, options);
  const errors: Gathered['errors'] = [];
  let candidates = 0;
  connection.onicecandidateerror = event => void errors.push(event);
  connection.onicecandidate = ({ candidate }) => {
    if (candidate !== null && candidate.candidate !== '') candidates++;
  };
  connection.createDataChannel('x');
  try {
    await connection.setLocalDescription();
    const complete = new Promise<void>(resolve => {
      connection.onicegatheringstatechange = () => {
        if (connection.iceGatheringState === 'complete') resolve();
      };
    });
    await within(complete, 12_000, 'gathering');
    // Events of the last candidate are queued before the state's.
    return { errors, candidates };
  } finally {
    connection.close();
  }
}
