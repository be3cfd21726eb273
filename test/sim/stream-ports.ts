/** The TCP ports of one simulated host: its listeners and its connections. */

import type { TransportAddress } from '../../src/base/address.ts';
import { formatTransportAddress } from '../../src/base/address.ts';
import type {
  ListenEvents,
  StreamEvents,
  StreamListener,
  StreamOptions,
  StreamSocket,
} from '../../src/runtime/network.ts';
import { isOpening, readSegment, resetFor, SimulatedStream } from './stream.ts';
import type { World } from './world.ts';

/** What the ports ask of their host. */
export interface PortsHost {
  transmit(bytes: Uint8Array, from: TransportAddress, to: TransportAddress): void;
  owns(address: string): boolean;
  defaultAddress(family: 4 | 6): string | undefined;
  freePort(): number;
}

export class StreamPorts {
  readonly #world: World;
  readonly #host: PortsHost;
  readonly #listeners: Map<string, ListenEvents>;
  readonly #streams: Map<string, SimulatedStream>;

  constructor(world: World, host: PortsHost) {
    this.#world = world;
    this.#host = host;
    this.#listeners = new Map();
    this.#streams = new Map();
  }

  get count(): number {
    return this.#streams.size;
  }

  open(options: StreamOptions, events: StreamEvents): StreamSocket {
    const { remote } = options;
    const address = options.local ?? this.#host.defaultAddress(remote.family) ?? '0.0.0.0';
    const local: TransportAddress = { address, port: this.#host.freePort(), family: remote.family };
    const stream = this.#stream(local, remote, events);
    this.#world.after(0, () => {
      if (this.#host.owns(address)) stream.start();
      else stream.vanish();
    });
    if (!this.#host.owns(address)) this.#world.after(0, () => events.failed('EADDRNOTAVAIL'));
    return stream;
  }

  listen(address: string, port: number, events: ListenEvents): StreamListener {
    const local: TransportAddress = {
      address,
      port: port === 0 ? this.#host.freePort() : port,
      family: address.includes(':') ? 6 : 4,
    };
    const key = formatTransportAddress(local);
    const failure = !this.#host.owns(address) ? 'EADDRNOTAVAIL' : this.#listeners.has(key) ? 'EADDRINUSE' : undefined;
    if (failure === undefined) this.#listeners.set(key, events);
    let open = true;
    this.#world.after(0, () => {
      if (!open) return;
      if (failure === undefined) events.opened(local);
      else events.failed(failure);
    });
    return {
      close: () => {
        open = false;
        if (this.#listeners.get(key) === events) this.#listeners.delete(key);
      },
    };
  }

  receive(bytes: Uint8Array, from: TransportAddress, to: TransportAddress): void {
    const segment = readSegment(bytes);
    const known = this.#streams.get(streamKey(to, from));
    if (known !== undefined) {
      known.receive(segment);
      return;
    }
    const listener = this.#listeners.get(formatTransportAddress(to));
    if (listener !== undefined && isOpening(segment)) {
      const stream = this.#stream(to, from, undefined);
      const events = listener.connected(stream, from);
      if (events !== undefined) {
        stream.start(events);
        return;
      }
      stream.vanish();
    }
    const reset = resetFor(segment);
    if (reset !== undefined) this.#host.transmit(reset, to, from);
  }

  breakAll(): void {
    for (const stream of [...this.#streams.values()])
      stream.receive({ flags: 8, sequence: 0, acknowledgement: 0, data: new Uint8Array(0) });
  }

  #stream(local: TransportAddress, remote: TransportAddress, events: StreamEvents | undefined): SimulatedStream {
    const key = streamKey(local, remote);
    const stream = new SimulatedStream(
      this.#world,
      {
        transmit: (bytes, from, to) => this.#host.transmit(bytes, from, to),
        forget: ended => {
          if (this.#streams.get(key) === ended) this.#streams.delete(key);
        },
      },
      local,
      remote,
      events,
    );
    this.#streams.set(key, stream);
    return stream;
  }
}

function streamKey(local: TransportAddress, remote: TransportAddress): string {
  return `${formatTransportAddress(local)} ${formatTransportAddress(remote)}`;
}
