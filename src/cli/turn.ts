/** `purertc turn`: runs a STUN and TURN server, and says what to paste into `iceServers`. */

import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { addressScope } from '../base/address.ts';
import type { PortRange, RunningTurnServer, StartTurnServerOptions } from '../turn-server-on-node.ts';
import { startTurnServer, timeLimitedCredential } from '../turn-server-on-node.ts';
import type { Output } from './command-line.ts';
import { fileText, UsageError, wholeNumber } from './usage.ts';

const HELP = `npx purertc turn: a STUN and TURN server for development, tests and small deployments

  --user name:password      a user; may be repeated. Without --user and --secret one is made up
  --secret text             takes time-limited credentials made with this secret
  --realm text              default: purertc
  --port number             for UDP and TCP; default: 3478
  --cert file --key file    PEM: serves TLS, too
  --tls-port number         default: 5349
  --address ip              listens there; may be repeated. Default: all addresses of this machine
  --relay-address ip        relays there; may be repeated, once for each family
  --announce ip             how peers reach the relays, where a 1:1 NAT stands before this machine
  --relay-ports first-last  UDP ports of relays, for firewalls
  --alternate ip:port       a second address and port: clients can ask how their NAT behaves (RFC 5780)
  --allow-peer network      relays to this private network too, such as 192.168.0.0/16; may be repeated
  --deny-peer network       never relays to this network; may be repeated
  --max-allocations number  in all; default: 1000
  --max-per-user number     default: 100
  --max-rate number         bytes per second of each allocation; no limit by default

Relays reach public addresses only, unless --allow-peer says more. See docs/guide/turn-server.md.
`;

const OPTIONS = {
  user: { type: 'string', multiple: true },
  secret: { type: 'string' },
  realm: { type: 'string' },
  port: { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  'tls-port': { type: 'string' },
  address: { type: 'string', multiple: true },
  'relay-address': { type: 'string', multiple: true },
  announce: { type: 'string' },
  'relay-ports': { type: 'string' },
  alternate: { type: 'string' },
  'allow-peer': { type: 'string', multiple: true },
  'deny-peer': { type: 'string', multiple: true },
  'max-allocations': { type: 'string' },
  'max-per-user': { type: 'string' },
  'max-rate': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parse>;

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values;
}

export async function turn(args: readonly string[], output: Output): Promise<number | undefined> {
  const values = parse(args);
  if (values.help === true) {
    output.write(HELP);
    return 0;
  }
  const options = startOptions(values);
  let server: RunningTurnServer;
  try {
    server = await startTurnServer(options);
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    output.complain(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      const { allocations, relayedBytes } = server.statistics();
      output.write(`\nclosing: ${allocations} allocations, ${relayedBytes} bytes relayed\n`);
      server.close();
    });
  }
  output.write(greeting(server, options));
  return undefined;
}

function startOptions(values: Values): StartTurnServerOptions {
  const tls = tlsOf(values);
  const relays = relaysOf(values);
  return {
    users: usersOf(values),
    sharedSecret: values.secret,
    realm: values.realm,
    port: wholeNumber('port', values.port, 0, 65_535),
    tls,
    tlsPort: wholeNumber('tls-port', values['tls-port'], 0, 65_535),
    addresses: values.address,
    relays,
    relayPorts: portRange(values['relay-ports']),
    alternate: alternateOf(values.alternate),
    allowPeers: values['allow-peer'],
    denyPeers: values['deny-peer'],
    maxAllocations: wholeNumber('max-allocations', values['max-allocations'], 1, 65_535),
    maxAllocationsPerUser: wholeNumber('max-per-user', values['max-per-user'], 1, 65_535),
    maxBytesPerSecond: wholeNumber('max-rate', values['max-rate'], 2_000, 999_999_999),
  };
}

function usersOf({ user, secret }: Values): ReadonlyMap<string, string> {
  const users = new Map<string, string>();
  for (const text of user ?? []) {
    const colon = text.indexOf(':');
    if (colon < 1 || colon === text.length - 1) throw new UsageError('--user wants name:password');
    users.set(text.slice(0, colon), text.slice(colon + 1));
  }
  if (users.size === 0 && secret === undefined) users.set('purertc', randomBytes(12).toString('base64url'));
  return users;
}

function tlsOf({ cert, key }: Values): { certificate: string; key: string } | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) throw new UsageError('TLS wants both --cert and --key');
  return { certificate: fileText('cert', cert), key: fileText('key', key) };
}

function relaysOf(values: Values): StartTurnServerOptions['relays'] {
  const addresses = values['relay-address'];
  const { announce } = values;
  if (announce === undefined) return addresses;
  if (addresses?.length !== 1) throw new UsageError('--announce wants one --relay-address, the one it stands for');
  return [{ address: addresses[0] as string, announced: announce }];
}

function portRange(text: string | undefined): PortRange | undefined {
  if (text === undefined) return undefined;
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? [];
  const range = { first: Number(first), last: Number(last) };
  if (range.first >= 1 && range.last <= 65_535 && range.first <= range.last) return range;
  throw new UsageError('--relay-ports wants first-last, such as 50000-50999');
}

function alternateOf(text: string | undefined): { address: string; port: number } | undefined {
  if (text === undefined) return undefined;
  const [, address, port] = /^\[?([\da-fA-F.:]+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (address === undefined) throw new UsageError('--alternate wants ip:port');
  return { address, port: Number(port) };
}

/** What to paste, and what to know. */
function greeting(server: RunningTurnServer, options: StartTurnServerOptions): string {
  const hosts = (url: string): string => /^turns?:\[?([\da-f.:]+?)\]?:\d+(?:\?|$)/i.exec(url)?.[1] ?? '';
  const reachable = server.urls.filter(url => addressScope(hosts(url)) !== 'loopback');
  const urls = reachable.length > 0 ? reachable : server.urls;
  const [user] = options.users as ReadonlyMap<string, string>;
  const pair =
    user === undefined
      ? timeLimitedCredential(options.sharedSecret ?? '', { name: 'example' })
      : { username: user[0], credential: user[1] };
  const lines = [
    'The TURN server runs. For RTCPeerConnection:',
    '',
    '  iceServers: [{',
    `    urls: ${JSON.stringify(urls, undefined, 1).replace(/\n\s*/g, ' ')},`,
    `    username: ${JSON.stringify(pair.username)},`,
    `    credential: ${JSON.stringify(pair.credential)},`,
    '  }]',
    '',
  ];
  if (user === undefined) lines.push('These credentials are valid for a day; make others with the same secret.', '');
  if (urls.every(url => addressScope(hosts(url)) !== 'global') && options.allowPeers === undefined) {
    lines.push(
      'This machine has no public address, and relays reach no private ones: for peers in your own network that are not',
      'relayed themselves, add --allow-peer with that network (--allow-peer 192.168.0.0/16).',
      '',
    );
  }
  if (options.tls === undefined) lines.push('Without --cert and --key there is no TLS, which some networks need.', '');
  return `${lines.join('\n')}`;
}
