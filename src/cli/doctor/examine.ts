/** The examination: asks every server by every door at once, and writes down what came back. */

import type { AddressFamily, TransportAddress } from '../../base/address.ts';
import { addressScope, formatTransportAddress, transportAddress } from '../../base/address.ts';
import type { ServerUrl } from '../../ice/index.ts';
import { parseServerUrl } from '../../ice/index.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { BindingProbe } from './binding-probe.ts';
import type { Findings, StunFinding, TurnFinding } from './findings.ts';
import type { Answered, NatReport } from './nat-behaviour.ts';
import { natBehaviour } from './nat-behaviour.ts';
import type { RelayTarget } from './relay-probe.ts';
import { RelayProbe } from './relay-probe.ts';

export interface Order {
  readonly stun: readonly ServerUrl[];
  readonly turn: readonly ServerUrl[];
  readonly username: string;
  readonly credential: string;
  /** Authorities to trust in place of those of the system: PEM certificates. */
  readonly authorities: readonly string[] | undefined;
}

/** Where TURN over TLS is found unless a URL says otherwise (RFC 7065 §3.1). */
const TLS_PORT = 5349;

/** Where one server is asked, and under which name. */
interface Door {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly named: boolean;
}

export async function examine(order: Order, runtime: Runtime): Promise<Findings> {
  const interfaces = runtime.network.interfaces();
  const own = interfaces.map(({ address }) => address);
  const [{ stun, nat }, turn] = await Promise.all([
    examineStun(order, own, runtime),
    Promise.all(doors(order.turn).map(door => examineTurn(door, order, runtime))),
  ]);
  const addresses = interfaces.filter(({ address }) => !['loopback', 'link-local'].includes(addressScope(address)));
  return { addresses: addresses.map(({ name, address }) => ({ name, address })), stun, nat, turn };
}

// ── STUN ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A TURN server over UDP answers Binding requests, too. */
async function examineStun(
  { stun, turn }: Order,
  own: readonly string[],
  runtime: Runtime,
): Promise<{ stun: StunFinding[]; nat: NatReport | undefined }> {
  const urls = new Map<string, ServerUrl>();
  for (const url of [...stun, ...turn]) {
    const isUdp = url.scheme === 'stun' || url.scheme === 'turn';
    if (isUdp && !urls.has(`${url.host} ${url.port}`)) urls.set(`${url.host} ${url.port}`, url);
  }
  const [asker, fresh] = await Promise.all([BindingProbe.open(runtime, 4), BindingProbe.open(runtime, 4)]);
  // Where there is no IPv4, names stand for their IPv6 addresses.
  const family = asker === undefined ? 6 : 4;
  const answered: Answered[] = [];
  const findings = await Promise.all(
    [...urls.values()].map(async (url): Promise<StunFinding> => {
      const name = `stun:${url.host.includes(':') ? `[${url.host}]` : url.host}:${url.port}`;
      const server = await resolve(url.host, url.port, runtime, family);
      if (server === undefined) return { url: name, server: undefined, outcome: 'unresolved', ...NOTHING };
      const at = formatTransportAddress(server);
      const answer = server.family === 4 ? await asker?.ask(server) : await askOverIPv6(server, runtime);
      if (answer === undefined) return { url: name, server: at, outcome: 'silent', ...NOTHING };
      if (server.family === 4) answered.push({ server, answer });
      const { mapped, milliseconds } = answer;
      return { url: name, server: at, outcome: 'answered', mapped: formatTransportAddress(mapped), milliseconds };
    }),
  );
  const canTell = asker !== undefined && fresh !== undefined;
  const nat = canTell ? await natBehaviour(asker, fresh, answered, own) : undefined;
  asker?.close();
  fresh?.close();
  return { stun: findings, nat };
}

const NOTHING = { mapped: undefined, milliseconds: undefined } as const;

async function askOverIPv6(server: TransportAddress, runtime: Runtime) {
  const probe = await BindingProbe.open(runtime, 6);
  const answer = await probe?.ask(server);
  probe?.close();
  return answer;
}

// ── TURN ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What was named, and the other doors that a server of this kind usually has. */
function doors(urls: readonly ServerUrl[]): Door[] {
  const all = new Map<string, Door>();
  const add = (host: string, port: number, transport: Door['transport'], named: boolean): void => {
    const where = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const url = transport === 'tls' ? `turns:${where}?transport=tcp` : `turn:${where}?transport=${transport}`;
    if (!all.has(url)) all.set(url, { url, host, port, transport, named });
  };
  for (const { scheme, host, port, transport } of urls) add(host, port, scheme === 'turns' ? 'tls' : transport, true);
  for (const { scheme, host, port } of urls) {
    if (scheme !== 'turn') continue;
    add(host, port, 'udp', false);
    add(host, port, 'tcp', false);
    if (!urls.some(other => other.scheme === 'turns' && other.host === host)) add(host, TLS_PORT, 'tls', false);
  }
  return [...all.values()];
}

async function examineTurn(door: Door, order: Order, runtime: Runtime): Promise<TurnFinding> {
  const { url, transport, named, host } = door;
  const blank = {
    url,
    transport,
    named,
    relayed: undefined,
    code: undefined,
    reason: undefined,
    milliseconds: undefined,
  };
  const server = await resolve(host, door.port, runtime);
  if (server === undefined) return { ...blank, outcome: 'unresolved' };
  const { username, credential, authorities } = order;
  const target: RelayTarget = { server, transport, serverName: host, authorities, username, credential };
  const probe = new RelayProbe(target, runtime);
  const outcome = await probe.outcome;
  const milliseconds = probe.took;
  try {
    switch (outcome.kind) {
      case 'unreachable':
        return { ...blank, outcome: 'unreachable', reason: outcome.reason };
      case 'refused':
        return { ...blank, outcome: 'refused', code: outcome.code, reason: outcome.reason, milliseconds };
      case 'allocated': {
        const relays = await passes(probe, target, runtime);
        const relayed = formatTransportAddress(outcome.relayed);
        return { ...blank, outcome: relays ? 'relays' : 'allocates', relayed, milliseconds };
      }
    }
  } finally {
    probe.close();
  }
}

async function passes(probe: RelayProbe, target: RelayTarget, runtime: Runtime): Promise<boolean> {
  const other = new RelayProbe(target, runtime);
  try {
    return (await other.outcome).kind === 'allocated' && (await probe.reaches(other));
  } finally {
    other.close();
  }
}

/** IPv4 first unless otherwise wanted, as most networks have it. */
function resolve(
  host: string,
  port: number,
  runtime: Runtime,
  family: AddressFamily = 4,
): Promise<TransportAddress | undefined> {
  const literal = transportAddress(host, port);
  if (literal !== undefined) return Promise.resolve(literal);
  return new Promise(answer => {
    runtime.network.resolve(host, addresses => {
      const chosen = addresses.find(address => address.includes(':') === (family === 6)) ?? addresses[0];
      answer(chosen === undefined ? undefined : transportAddress(chosen, port));
    });
  });
}

/** Undefined if it is not the URL of such a server. */
export function serverUrl(text: string, kind: 'stun' | 'turn'): ServerUrl | undefined {
  const url = parseServerUrl(/^[a-z]+:/i.test(text) && !/^[\w.-]+:\d+$/.test(text) ? text : `${kind}:${text}`);
  return url?.scheme === kind || url?.scheme === `${kind}s` ? url : undefined;
}
