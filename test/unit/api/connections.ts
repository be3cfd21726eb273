/** Two `RTCPeerConnection`s in one simulated world, with signalling that takes no time, and a log of what they tell. */

import type { RTCConfiguration } from '../../../src/api/peer-connection/configuration.ts';
import type { RTCDataChannel } from '../../../src/api/rtc-data-channel.ts';
import { RTCPeerConnection } from '../../../src/api/rtc-peer-connection.ts';
import type { ServerOptions } from '../../../src/api/server-options.ts';
import type { Runtime } from '../../../src/runtime/runtime.ts';
import { Host, Realm } from '../../sim/network.ts';
import { simulatedRuntime } from '../../sim/runtime.ts';
import { World } from '../../sim/world.ts';

const EVENTS = [
  'negotiationneeded',
  'icecandidateerror',
  'signalingstatechange',
  'iceconnectionstatechange',
  'icegatheringstatechange',
  'connectionstatechange',
  'datachannel',
  'track',
] as const;

const SHOWN: Readonly<Record<string, keyof RTCPeerConnection>> = {
  signalingstatechange: 'signalingState',
  iceconnectionstatechange: 'iceConnectionState',
  icegatheringstatechange: 'iceGatheringState',
  connectionstatechange: 'connectionState',
};

export class Side {
  readonly connection: RTCPeerConnection;
  readonly host: Host;
  readonly runtime: Runtime;
  /** Events in order: `signalingState stable`, `negotiationneeded`… */
  readonly log: string[];

  constructor(world: World, host: Host, configuration: RTCConfiguration, options: ServerOptions) {
    this.host = host;
    this.log = [];
    this.runtime = simulatedRuntime(world, host);
    this.connection = new RTCPeerConnection(configuration, { ...options, runtime: this.runtime });
    for (const type of EVENTS) {
      this.connection.addEventListener(type, () => {
        const shown = SHOWN[type];
        this.log.push(shown === undefined ? type : `${shown} ${String(this.connection[shown])}`);
      });
    }
  }
}

export class Pair {
  readonly world: World;
  readonly realm: Realm;
  readonly a: Side;
  readonly b: Side;

  constructor(seed: number = 1, configuration: RTCConfiguration = {}, options: ServerOptions = {}) {
    this.world = new World(seed);
    this.realm = new Realm();
    this.a = new Side(this.world, this.#host('192.0.2.1'), configuration, options);
    this.b = new Side(this.world, this.#host('192.0.2.2'), configuration, options);
  }

  #host(address: string): Host {
    const host = new Host(this.world);
    host.addInterface(address, { realm: this.realm });
    return host;
  }

  /** Candidates go to the other side as they come. */
  trickle(): void {
    const send = (from: RTCPeerConnection, to: RTCPeerConnection): void => {
      from.onicecandidate = ({ candidate }) => {
        if (to.remoteDescription !== null) void to.addIceCandidate(candidate);
      };
    };
    send(this.a.connection, this.b.connection);
    send(this.b.connection, this.a.connection);
  }

  /** Awaits a promise while virtual time goes on. */
  async wait<T>(promise: Promise<T>, limit: number = 60_000): Promise<T> {
    let settled = false;
    const done = (): void => {
      settled = true;
    };
    promise.then(done, done);
    if (!(await this.world.settle(() => settled, limit))) throw new Error('The promise did not settle.');
    return promise;
  }

  /** Runs until `condition` holds. */
  async until(condition: () => boolean, limit: number = 60_000): Promise<void> {
    if (!(await this.world.settle(condition, limit))) throw new Error(`Not in time: ${condition.toString()}`);
  }

  /** Offer, answer, with all candidates in the descriptions where they were gathered in time. */
  async negotiate(from: Side = this.a, to: Side = this.b): Promise<void> {
    await this.wait(from.connection.setLocalDescription());
    await this.until(() => from.connection.iceGatheringState !== 'gathering');
    await this.wait(to.connection.setRemoteDescription(from.connection.localDescription as never));
    await this.wait(to.connection.setLocalDescription());
    await this.until(() => to.connection.iceGatheringState !== 'gathering');
    await this.wait(from.connection.setRemoteDescription(to.connection.localDescription as never));
  }

  /** A channel that is open on both sides: a's, and b's. */
  async connect(label: string = 'test', init: object = {}): Promise<[RTCDataChannel, RTCDataChannel]> {
    const near = this.a.connection.createDataChannel(label, init);
    let far: RTCDataChannel | undefined;
    this.b.connection.ondatachannel = ({ channel }) => {
      far = channel;
    };
    await this.negotiate();
    await this.until(() => near.readyState === 'open' && far?.readyState === 'open');
    return [near, far as RTCDataChannel];
  }

  /** Closes both; afterwards nothing may keep a process alive. */
  async close(): Promise<void> {
    this.a.connection.close();
    this.b.connection.close();
    await this.world.pass(1000);
  }
}

/** The events of a channel, in order. */
export function logOf(channel: RTCDataChannel): string[] {
  const log: string[] = [];
  for (const type of ['open', 'message', 'bufferedamountlow', 'closing', 'close', 'error'] as const) {
    channel.addEventListener(type, () => void log.push(`${type} ${channel.readyState}`));
  }
  return log;
}
