/** Names to addresses: DNS by the system's resolver, `.local` by multicast; each bounded in time, and all in number. */

import { lookup } from 'node:dns';
import { transportAddress } from '../base/address.ts';
import { resolveMdns } from './mdns.ts';

const TIMEOUT = 5000;
/** Look-ups under way at once: a burst of bad names neither fills the resolver's threads nor grows without end. */
const MAX_PENDING = 256;

let pendingCount = 0;

/** Resolves `name`; answers exactly once, later, within five seconds; no addresses on failure. */
export function resolve(name: string, answer: (addresses: readonly string[]) => void): void {
  if (pendingCount >= MAX_PENDING || !/^[\w.-]{1,253}$/.test(name)) {
    setImmediate(() => answer([]));
    return;
  }
  pendingCount++;
  let answered = false;
  const finish = (addresses: readonly string[]): void => {
    if (answered) return;
    answered = true;
    pendingCount--;
    clearTimeout(timer);
    answer(addresses);
  };
  const timer = setTimeout(() => finish([]), TIMEOUT).unref();
  if (/\.local\.?$/i.test(name)) {
    resolveMdns(name.replace(/\.$/, ''), finish);
    return;
  }
  lookup(name, { all: true, verbatim: true }, (error, found) => {
    const addresses: string[] = [];
    for (const { address } of error === null ? found : []) {
      const literal = transportAddress(address, 0);
      if (literal !== undefined) addresses.push(literal.address);
    }
    finish(addresses);
  });
}
