/** Two connections of the legacy class in one simulated world, and time that goes on while a test waits. */

import type { LegacyConfiguration } from '../../../src/legacy/legacy-configuration.ts';
import { RTCPeerConnection } from '../../../src/legacy/rtc-peer-connection.ts';
import { AudioTrackSource, MediaStream } from '../../../src/media/index.ts';
import { Host, Realm } from '../../sim/network.ts';
import { simulatedRuntime } from '../../sim/runtime.ts';
import { World } from '../../sim/world.ts';

export class LegacyPair {
  readonly world: World;
  readonly a: RTCPeerConnection;
  readonly b: RTCPeerConnection;

  constructor(configuration: LegacyConfiguration = {}) {
    this.world = new World(1);
    const realm = new Realm();
    const make = (address: string): RTCPeerConnection => {
      const host = new Host(this.world);
      host.addInterface(address, { realm });
      return new RTCPeerConnection(configuration, { runtime: simulatedRuntime(this.world, host) });
    };
    this.a = make('10.0.0.1');
    this.b = make('10.0.0.2');
  }

  async until(condition: () => boolean): Promise<void> {
    if (!(await this.world.settle(condition, 60_000))) throw new Error(`Not in time: ${condition.toString()}`);
  }

  /** Awaits a promise while virtual time goes on. */
  async wait<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const done = (): void => {
      settled = true;
    };
    promise.then(done, done);
    await this.until(() => settled);
    return promise;
  }

  /** Offer and answer between a and b with promises. */
  async negotiate(): Promise<void> {
    await this.wait(this.a.setLocalDescription());
    await this.until(() => this.a.iceGatheringState === 'complete');
    await this.wait(this.b.setRemoteDescription(this.a.localDescription as never));
    await this.wait(this.b.setLocalDescription());
    await this.until(() => this.b.iceGatheringState === 'complete');
    await this.wait(this.a.setRemoteDescription(this.b.localDescription as never));
  }

  async close(): Promise<void> {
    this.a.close();
    this.b.close();
    await this.world.pass(1000);
  }
}

/** A stream with `count` tracks of audio. */
export function audioStream(count: number = 1): MediaStream {
  const tracks = Array.from({ length: count }, () => new AudioTrackSource({ sampleRate: 8000 }).track);
  return new MediaStream(tracks);
}
