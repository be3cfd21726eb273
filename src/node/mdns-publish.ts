/** Answers for our own `.local` names (RFC 6762 §6) over `multicast-dns`, only while there are any. */

import type { MulticastDNS, QueryPacket } from 'multicast-dns';
import { openMdns } from './mdns.ts';

/** RFC 6762 §10: records that hold a host's address. */
const TTL_SECONDS = 120;

/** RFC 6762 §6.7: to simple resolvers, it "SHOULD NOT be greater than ten seconds". */
const SIMPLE_TTL_SECONDS = 10;

/** RFC 6762 §5.1: who asks from another port does not listen to multicast answers. */
const MDNS_PORT = 5353;

/** RFC 6762 §6: a record is not multicast again "until at least one second has elapsed". */
const REPEAT_AFTER = 1000;

interface Published {
  readonly name: string;
  readonly type: 'A' | 'AAAA';
  readonly address: string;
  answeredAt: number;
  later: NodeJS.Timeout | undefined;
}

/** By name in lower case. */
const names = new Map<string, Published>();
let socket: Promise<MulticastDNS | undefined> | undefined;

/** Lets `name` mean `address` until the answer is called. Names are random, so nobody is asked whether they are free. */
export function publishMdns(name: string, address: string): () => void {
  const key = name.toLowerCase();
  const published: Published = {
    name,
    type: address.includes(':') ? 'AAAA' : 'A',
    address,
    answeredAt: Number.NEGATIVE_INFINITY,
    later: undefined,
  };
  names.set(key, published);
  socket ??= openMdns(mdns => mdns.on('query', (query, from) => heard(mdns, query, from)));
  return () => {
    if (names.get(key) === published) withdraw(key, published);
  };
}

function heard(mdns: MulticastDNS, query: QueryPacket, from: { address: string; port: number }): void {
  for (const question of query.questions ?? []) {
    const published = names.get(question.name.toLowerCase());
    if (published === undefined) continue;
    if (from.port !== MDNS_PORT) {
      // RFC 6762 §6.7: the response "MUST be a conventional unicast response", which repeats the id and the question, and
      // where the cache-flush bit "MUST NOT be set".
      const isAsked = [published.type, 'ANY'].includes(question.type);
      const { answers } = isAsked ? answer(published, SIMPLE_TTL_SECONDS, false) : { answers: [] };
      mdns.respond({ id: query.id, questions: [question], answers }, from);
      continue;
    }
    // RFC 6762 §5.4: the top bit of the class asks for an answer by unicast.
    if ((question as { flag_qu?: boolean }).flag_qu === true) mdns.respond(answer(published, TTL_SECONDS), from);
    else multicast(mdns, published);
  }
}

function multicast(mdns: MulticastDNS, published: Published): void {
  if (published.later !== undefined) return;
  const wait = published.answeredAt + REPEAT_AFTER - performance.now();
  if (wait > 0) {
    published.later = setTimeout(() => {
      published.later = undefined;
      multicast(mdns, published);
    }, wait).unref();
    return;
  }
  published.answeredAt = performance.now();
  mdns.respond(answer(published, TTL_SECONDS));
}

/** A name has one kind of address; RFC 6762 §6.1 would deny the other one by NSEC, which nobody waits for. */
function answer({ name, type, address }: Published, ttl: number, flush = true) {
  return { answers: [{ name, type, ttl, flush, data: address }] };
}

/** RFC 6762 §10.1: a goodbye has a TTL of zero. */
function withdraw(key: string, published: Published): void {
  names.delete(key);
  clearTimeout(published.later);
  const closing = names.size === 0 ? socket : undefined;
  if (names.size === 0) socket = undefined;
  void (closing ?? socket)?.then(mdns => {
    mdns?.respond(answer(published, 0), () => closing && mdns.destroy());
  });
}
