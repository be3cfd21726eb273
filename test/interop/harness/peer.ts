/** A `TestPeer` wherever it runs: the same calls, all answered by promises, all bounded in time. */

import type { Batch, Payload, TestPeer } from '../page/test-peer.ts';
import type { Description } from '../page/w3c.ts';

type Methods<T> = {
  [Name in keyof T]: T[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

export type Peer = Methods<TestPeer> & { readonly name: string };

export type Call = (method: string, args: readonly unknown[]) => Promise<unknown>;

/** No single call may take longer. */
const CALL_TIMEOUT = 60_000;

export function peerOver(name: string, call: Call): Peer {
  return new Proxy({ name } as Peer, {
    get: (target, method) => {
      if (method === 'name') return target.name;
      // A promise resolved with a peer must not take it for a thenable.
      if (typeof method === 'symbol' || method === 'then') return undefined;
      return (...args: unknown[]) => within(call(method, args), CALL_TIMEOUT, `${name}.${method}`);
    },
  });
}

export async function within<T>(promise: Promise<T>, milliseconds: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

export interface ConnectOptions {
  readonly trickle: boolean;
  /** Seen by the tests of name hiding and relaying. */
  readonly onDescription?: (from: string, description: Description) => void;
  readonly onCandidate?: (from: string, candidate: string) => void;
}

/** One offer/answer exchange, and the candidates of both if they are trickled. */
export async function negotiate(offerer: Peer, answerer: Peer, options: ConnectOptions): Promise<void> {
  const { trickle } = options;
  const offer = await offerer.describe(trickle);
  options.onDescription?.(offerer.name, offer);
  await answerer.accept(offer);
  const offererDone = trickle ? carryCandidates(offerer, answerer, options) : undefined;
  const answer = await answerer.describe(trickle);
  options.onDescription?.(answerer.name, answer);
  await offerer.accept(answer);
  const answererDone = trickle ? carryCandidates(answerer, offerer, options) : undefined;
  await Promise.all([offererDone, answererDone]);
}

/** Opens both, with one channel `first` made by the offerer, and waits until it is open at both ends. */
export async function connect(offerer: Peer, answerer: Peer, options: ConnectOptions): Promise<void> {
  await offerer.createChannel('first');
  await negotiate(offerer, answerer, options);
  await Promise.all([offerer.connected(), answerer.connected()]);
  await Promise.all([offerer.channelOpen('first'), answerer.channelOpen('first')]);
}

async function carryCandidates(from: Peer, to: Peer, options: ConnectOptions): Promise<void> {
  for (;;) {
    for (const candidate of await from.candidates()) {
      options.onCandidate?.(from.name, candidate?.candidate ?? '');
      await to.addCandidate(candidate);
      if (candidate === null) return;
    }
  }
}

/** Sends and receives; answers what was sent and what arrived, for the test to compare. */
export async function carry(from: Peer, to: Peer, label: string, what: Payload): Promise<[Batch, Batch]> {
  const sent = await from.send(label, what);
  return [sent, await to.receive(label, sent.messages)];
}
