/** `.local` names (RFC 6762) over `multicast-dns`, which is loaded on first use. */

import { createSocket, type Socket } from 'node:dgram';
import type { MulticastDNS, ResponsePacket } from 'multicast-dns';
import { transportAddress } from '../base/address.ts';

/** RFC 6762 §5.2: a querier repeats itself at growing intervals, the first of at least one second. */
const QUERY_TIMES = [0, 1000];
const TIMEOUT = 3000;
/** How long the socket stays open for a next query. */
const LINGER = 500;

/** RFC 6762 §11: what both sides send should have this IP TTL. */
const MULTICAST_TTL = 255;
/** Milliseconds between two looks at the interfaces. */
const UPDATE_EVERY = 5000;

type Answer = (addresses: readonly string[]) => void;

const pending = new Map<string, { readonly answers: Answer[]; readonly timers: NodeJS.Timeout[] }>();
let socket: Promise<MulticastDNS | undefined> | undefined;
let linger: NodeJS.Timeout | undefined;

/** Resolves a `.local` name by multicast; no addresses if nobody answers within three seconds. */
export function resolveMdns(name: string, answer: Answer): void {
  const key = name.toLowerCase();
  const known = pending.get(key);
  if (known !== undefined) {
    known.answers.push(answer);
    return;
  }
  const timers = QUERY_TIMES.map(delay => setTimeout(() => ask(key), delay));
  timers.push(setTimeout(() => settle(key, []), TIMEOUT));
  pending.set(key, { answers: [answer], timers });
}

function ask(name: string): void {
  clearTimeout(linger);
  socket ??= openMdns(mdns => mdns.on('response', heard));
  void socket.then(mdns => {
    if (mdns === undefined || !pending.has(name)) return;
    mdns.query([
      { name, type: 'A' },
      { name, type: 'AAAA' },
    ]);
  });
}

/** A socket on port 5353; undefined if there can be none. */
export async function openMdns(listen: (mdns: MulticastDNS) => void): Promise<MulticastDNS | undefined> {
  try {
    const { default: multicastDns } = await import('multicast-dns');
    // The module's own socket, and its look at the interfaces, would keep the process alive.
    const socket = createSocket({ type: 'udp4', reuseAddr: true }).unref();
    const mdns = multicastDns({ socket, multicast: false }) as JoiningMdns;
    socket.once('listening', () => join(socket, mdns));
    listen(mdns);
    mdns.on('warning', () => {});
    // Port 5353 is not to be had, or there is no multicast: names stay unresolved, and their time-outs say so.
    mdns.on('error', () => {});
    return mdns;
  } catch {
    return undefined;
  }
}

/** What its type leaves out: it joins the group on each interface. */
type JoiningMdns = MulticastDNS & { update(): void };

/** Takes part in multicast on all interfaces, and on those that come later. */
function join(socket: Socket, mdns: JoiningMdns): void {
  mdns.update();
  socket.setMulticastTTL(MULTICAST_TTL);
  const timer = setInterval(() => mdns.update(), UPDATE_EVERY).unref();
  socket.once('close', () => clearInterval(timer));
}

function heard(packet: ResponsePacket): void {
  const found = new Map<string, string[]>();
  for (const record of [...(packet.answers ?? []), ...(packet.additionals ?? [])]) {
    if (record.type !== 'A' && record.type !== 'AAAA') continue;
    // RFC 6762 §10.1: a TTL of zero takes a record back.
    if (record.ttl === 0) continue;
    const key = record.name.toLowerCase();
    const literal = transportAddress(record.data, 0);
    if (literal === undefined || !pending.has(key)) continue;
    found.set(key, [...(found.get(key) ?? []), literal.address]);
  }
  for (const [name, addresses] of found) settle(name, addresses);
}

function settle(name: string, addresses: readonly string[]): void {
  const query = pending.get(name);
  if (query === undefined) return;
  pending.delete(name);
  for (const timer of query.timers) clearTimeout(timer);
  if (pending.size === 0) linger = setTimeout(close, LINGER);
  for (const answer of query.answers) answer(addresses);
}

function close(): void {
  if (pending.size > 0) return;
  void socket?.then(mdns => mdns?.destroy());
  socket = undefined;
}
