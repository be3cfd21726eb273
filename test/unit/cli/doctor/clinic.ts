/** A simulated patient: a machine, perhaps behind a NAT or a firewall, and two servers in the internet. */

import type { Runtime } from '../../../../src/runtime/runtime.ts';
import { TurnServerHost } from '../../../../src/turn-server/index.ts';
import type { NatOptions } from '../../../sim/nat.ts';
import { Nat } from '../../../sim/nat.ts';
import { Host, Realm } from '../../../sim/network.ts';
import { simulatedRuntime } from '../../../sim/runtime.ts';
import { World } from '../../../sim/world.ts';

export const SERVER = '198.51.100.1';
export const ALTERNATE = '198.51.100.2';
/** Another STUN server, with one address. */
export const SECOND = '198.51.100.3';
/** Another one, with IPv6 only. */
export const SIXTH = '2001:db8::3';

export interface ClinicOptions {
  readonly nat?: NatOptions;
  /** Whether the first server knows RFC 5780. */
  readonly alternate?: boolean;
  readonly server?: boolean;
  /** Which of these a firewall lets pass. */
  readonly passes?: 'all' | 'tcp';
  /** The patient's address where it has no other one, nor sockets of another family. */
  readonly only?: string;
}

export class Clinic {
  readonly world: World;
  readonly patient: Host;
  readonly runtime: Runtime;

  constructor({ nat, alternate = false, server = true, passes = 'all', only }: ClinicOptions = {}) {
    this.world = new World(1);
    const internet = new Realm();
    this.patient = new Host(this.world);
    const home = nat === undefined ? internet : new Realm();
    const address = only ?? (nat === undefined ? '192.0.2.1' : '10.0.0.2');
    this.patient.addInterface(address, { realm: home, up: { delay: 5 }, down: {} });
    if (nat !== undefined) new Nat(this.world, home, internet, '192.0.2.9', nat);
    this.runtime = simulatedRuntime(this.world, this.patient);
    this.#openSockets(address, passes === 'tcp');
    if (!server) return;
    this.#serve(internet, [SERVER, ALTERNATE], alternate ? { address: ALTERNATE, port: 3479 } : undefined);
    this.#serve(internet, [SECOND], undefined);
    this.#serve(internet, [SIXTH], undefined);
  }

  /** The unspecified address means the only one there is; behind some firewalls what UDP sends is lost. */
  #openSockets(own: string, blocked: boolean): void {
    const { patient } = this;
    const open = patient.openDatagram.bind(patient);
    const any = own.includes(':') ? '::' : '0.0.0.0';
    patient.openDatagram = (address, events, options) => {
      const socket = open(address === any ? own : address, events, options);
      return blocked ? { send: () => true, close: () => socket.close() } : socket;
    };
  }

  #serve(realm: Realm, addresses: readonly string[], alternate: { address: string; port: number } | undefined): void {
    const machine = new Host(this.world);
    for (const address of addresses) machine.addInterface(address, { realm, up: { delay: 5 }, down: {} });
    const [first = ''] = addresses;
    new TurnServerHost(
      {
        listen: [
          { transport: 'udp', address: first, port: 3478 },
          { transport: 'tcp', address: first, port: 3478 },
        ],
        relays: [{ address: first }],
        users: new Map([['user', 'password']]),
        alternate,
      },
      simulatedRuntime(this.world, machine),
      {
        listening: () => {},
        failed: reason => {
          throw new Error(reason);
        },
      },
    );
  }

  /** Lets virtual time pass until it is settled. */
  async wait<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const result = promise.finally(() => {
      settled = true;
    });
    if (!(await this.world.settle(() => settled, 60_000))) throw new Error('not settled within a minute');
    return result;
  }
}
