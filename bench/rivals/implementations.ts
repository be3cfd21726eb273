/** How to get the W3C classes of each implementation: ours as built, the others from the folder that they are installed in. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeRuntime } from '../../src/node/runtime.ts';

/** What the benchmark uses of a channel. */
export interface Channel {
  readonly readyState: string;
  readonly bufferedAmount: number;
  bufferedAmountLowThreshold: number;
  binaryType: string;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: { readonly byteLength: number } }) => void) | null;
  onbufferedamountlow: (() => void) | null;
  send(data: Uint8Array): void;
}

export interface Description {
  readonly type: string;
  readonly sdp: string;
}

/** What the benchmark uses of a connection. */
export interface Connection {
  readonly localDescription: Description;
  onicecandidate: ((event: { readonly candidate: unknown }) => void) | null;
  ondatachannel: ((event: { readonly channel: Channel }) => void) | null;
  createDataChannel(label: string, options: object): Channel;
  createOffer(): Promise<Description>;
  createAnswer(): Promise<Description>;
  setLocalDescription(description: Description): Promise<void>;
  setRemoteDescription(description: Description): Promise<void>;
  addIceCandidate(candidate: unknown): Promise<void>;
  close(): unknown;
}

export type Implementation = 'purertc' | 'werift' | 'node-datachannel';

/** The packages to install for each, from the registry; none for ours. */
export const PACKAGES: Readonly<Record<Implementation, string | undefined>> = {
  purertc: undefined,
  werift: 'werift',
  'node-datachannel': 'node-datachannel',
};

/** Makes connections that stay on loopback. `folder` is where the rivals are. */
export async function connectionMaker(name: Implementation, folder: string): Promise<() => Connection> {
  const load = (module: string): Promise<Record<string, never>> => {
    const path = createRequire(join(folder, 'package.json')).resolve(module);
    return import(pathToFileURL(path).href) as Promise<Record<string, never>>;
  };
  switch (name) {
    case 'purertc': {
      const { RTCPeerConnection } = await import('../../src/api/rtc-peer-connection.ts');
      const { network } = nodeRuntime;
      const interfaces: typeof network.interfaces = () =>
        network.interfaces().filter(each => each.address === '127.0.0.1');
      const runtime = { ...nodeRuntime, network: { ...network, interfaces } };
      return () => new RTCPeerConnection({}, { runtime, includeLoopback: true }) as unknown as Connection;
    }
    case 'node-datachannel': {
      const { RTCPeerConnection } = (await load('node-datachannel/polyfill')) as unknown as Classes;
      return () => new RTCPeerConnection({ iceServers: [] });
    }
    case 'werift': {
      const { RTCPeerConnection } = (await load('werift')) as unknown as Classes;
      return () => adaptWerift(new RTCPeerConnection({ iceServers: [], iceAdditionalHostAddresses: ['127.0.0.1'] }));
    }
  }
}

interface Classes {
  readonly RTCPeerConnection: new (configuration: object) => Connection;
}

interface WeriftChannel extends Omit<Channel, 'send'> {
  readonly bufferedAmountLow: { subscribe(listener: () => void): void };
  send(data: Buffer): void;
}

/** Its channels tell of a drained buffer otherwise, and take bytes as a Buffer. */
function adaptWerift(connection: Connection): Connection {
  const adapt = (channel: Channel): Channel => {
    const own = channel as unknown as WeriftChannel;
    const send = own.send.bind(own);
    channel.send = data => send(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    own.bufferedAmountLow.subscribe(() => channel.onbufferedamountlow?.());
    return channel;
  };
  const create = connection.createDataChannel.bind(connection);
  connection.createDataChannel = (label, options) => adapt(create(label, options));
  const listen = (listener: Connection['ondatachannel']): Connection['ondatachannel'] =>
    listener === null ? null : ({ channel }) => listener({ channel: adapt(channel) });
  return new Proxy(connection, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set: (target, key, value) =>
      Reflect.set(target, key, key === 'ondatachannel' ? listen(value as Connection['ondatachannel']) : value, target),
  });
}
