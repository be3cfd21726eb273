/** The default `Runtime`: this Node process and its network. */

import type { Runtime } from '../runtime/runtime.ts';
import { allocate } from './allocate.ts';
import { issueCertificate } from './certificate.ts';
import { NodeTasks, nodeClock } from './clock.ts';
import { nodeCrypto } from './crypto.ts';
import { openDatagram } from './datagram.ts';
import { interfaces } from './interfaces.ts';
import { nodeLog } from './log.ts';
import { publishMdns } from './mdns-publish.ts';
import { release } from './release.ts';
import { resolve } from './resolve.ts';
import { listenStream, openStream } from './stream.ts';

/** The runtime of connections that are given none: this process, its clock, its network, `node:crypto`. */
export const nodeRuntime: Runtime = {
  clock: nodeClock,
  random: { bytes: nodeCrypto.randomBytes },
  tasks: new NodeTasks(),
  network: {
    interfaces: () => interfaces(nodeClock.now()),
    openDatagram,
    openStream,
    listenStream,
    resolve,
    publish: publishMdns,
  },
  crypto: nodeCrypto,
  allocate,
  release,
  log: nodeLog,
  issueCertificate,
};
