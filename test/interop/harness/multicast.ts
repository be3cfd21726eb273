/** Where this machine's multicast goes: mDNS needs an interface that has it. */

import { execFileSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { locate } from './programs.ts';

const DUMMY = 'purertc0';

/** Whether a name can be announced and resolved on this machine: through a real interface, or through loopback. */
export interface Multicast {
  /** Takes back what was changed. */
  close(): void;
}

/**
 * Makes sure of an IPv4 interface that carries multicast. Where there is none but loopback, a dummy interface is
 * added, which takes root and iproute2. Answers why it cannot be had otherwise.
 */
export function ensureMulticast(): Multicast | string {
  const all = Object.values(networkInterfaces()).flatMap(entries => entries ?? []);
  if (all.some(entry => entry.family === 'IPv4' && !entry.internal)) return { close: () => {} };
  const ip = locate('ip');
  if (ip === undefined) return 'no multicast interface, and iproute2 not installed to make one';
  const run = (...args: readonly string[]): void => void execFileSync(ip, args, { stdio: 'pipe' });
  try {
    run('link', 'add', DUMMY, 'type', 'dummy');
    run('addr', 'add', '198.51.100.1/24', 'dev', DUMMY);
    run('link', 'set', DUMMY, 'up', 'multicast', 'on');
    // Browsers that hide addresses look at the interface of the default route only.
    run('route', 'add', 'default', 'via', '198.51.100.2', 'dev', DUMMY);
  } catch (error) {
    return `no multicast interface, and none can be made: ${String(error)}`;
  }
  return { close: () => run('link', 'del', DUMMY) };
}
