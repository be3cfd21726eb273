/** ICE agents on simulated hosts: a small driver for one agent, and the signalling between two. */

import type { TransportAddress } from '../../../src/base/address.ts';
import type { Instant } from '../../../src/base/instant.ts';
import { SILENT } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import type {
  CandidateError,
  CandidatePair,
  IceCandidate,
  IceEvents,
  IceNetwork,
  IceOptions,
  IceRole,
  IceSender,
  IceServer,
  IceState,
} from '../../../src/ice/index.ts';
import { IceAgent, parseServerUrl } from '../../../src/ice/index.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import type { DatagramSocket } from '../../../src/runtime/network.ts';
import type { PacketStreamEvents } from '../../../src/runtime/stream-socket.ts';
import { ServerStream, TcpEndpoint } from '../../../src/runtime/stream-socket.ts';
import { Host } from '../../sim/network.ts';
import type { StunTurnOptions } from '../../sim/stun-turn.ts';
import { StunTurnServer } from '../../sim/stun-turn.ts';
import type { World } from '../../sim/world.ts';

/** An agent on a host, with a log of its events. */
export class IcePeer {
  readonly world: World;
  readonly host: Host;
  readonly agent: IceAgent;
  readonly states: IceState[];
  readonly candidates: IceCandidate[];
  readonly errors: CandidateError[];
  readonly discovered: IceCandidate[];
  readonly selections: CandidatePair[];
  readonly received: string[];
  readonly roles: IceRole[];
  readonly stateTimes: Map<IceState, Instant>;
  /** Called for each candidate; undefined ends them. */
  onCandidate: ((candidate: IceCandidate | undefined) => void) | undefined;
  /** Packets for which it answers true vanish. */
  drop: (packet: Uint8Array, to: TransportAddress) => boolean;
  sent: number;
  namesAsked: number;
  readonly #sockets: Map<number, DatagramSocket>;
  readonly #sender: IceSender;
  #nextSocket: number;
  #timer: { cancel(): void } | undefined;

  constructor(world: World, host: Host, options: Partial<IceOptions> & { role: IceRole }) {
    this.world = world;
    this.host = host;
    this.states = [];
    this.candidates = [];
    this.errors = [];
    this.discovered = [];
    this.selections = [];
    this.received = [];
    this.roles = [];
    this.stateTimes = new Map();
    this.onCandidate = undefined;
    this.drop = () => false;
    this.sent = 0;
    this.namesAsked = 0;
    this.#sockets = new Map();
    this.#sender = { send: (socket, packet, to) => this.#transmit(socket, packet, to) };
    this.#nextSocket = 1;
    this.#timer = undefined;
    const random = new SeededRandom(world.random.u32());
    // Most tests look at UDP: TCP is asked for by those that look at it.
    const all = { tcp: { active: false }, ...options };
    this.agent = new IceAgent(all, this.#network(), this.#events(), { crypto: nodeCrypto, random, log: SILENT });
  }

  /** Runs a command at the present time, and then what follows from it. */
  do(command: (agent: IceAgent, now: Instant) => void): void {
    command(this.agent, this.world.now);
    this.flush();
  }

  send(text: string): boolean {
    const done = this.agent.send(new TextEncoder().encode(text), this.#sender, this.world.now);
    this.flush();
    return done;
  }

  get socketCount(): number {
    return this.#sockets.size;
  }

  flush(): void {
    const { agent, world } = this;
    for (let next = agent.pollTransmit(world.now); next !== undefined; next = agent.pollTransmit(world.now)) {
      this.#transmit(next.socket, next.packet, next.to);
    }
    this.#timer?.cancel();
    const at = agent.nextTimeout();
    if (at === Number.POSITIVE_INFINITY) return;
    this.#timer = world.after(at - world.now, () => {
      agent.handleTimeout(world.now);
      const next = agent.nextTimeout();
      if (next <= world.now) throw new Error(`nextTimeout stays at ${next} after handleTimeout(${world.now})`);
      this.flush();
    });
  }

  #transmit(socket: number, packet: Uint8Array, to: TransportAddress): void {
    this.sent++;
    if (!this.drop(packet, to)) this.#sockets.get(socket)?.send(packet, to);
  }

  #network(): IceNetwork {
    return {
      interfaces: () => this.host.interfaces(),
      open: address => {
        const id = this.#nextSocket++;
        const socket = this.host.openDatagram(address, {
          opened: local => this.do((agent, now) => agent.socketOpened(id, local, now)),
          failed: reason => this.do((agent, now) => agent.socketFailed(id, reason, now)),
          datagram: (bytes, from) => this.do((agent, now) => agent.receive(id, bytes, from, now)),
        });
        this.#sockets.set(id, socket);
        return id;
      },
      openServer: options => this.#stream(events => new ServerStream(this.host, options, events)),
      openTcp: (address, port, type) => this.#stream(events => new TcpEndpoint(this.host, address, port, type, events)),
      close: id => {
        this.#sockets.get(id)?.close();
        this.#sockets.delete(id);
      },
      resolve: (name, request) => {
        this.namesAsked++;
        this.host.resolve(name, addresses => this.do((agent, now) => agent.resolved(request, addresses, now)));
      },
    };
  }

  #stream(open: (events: PacketStreamEvents) => DatagramSocket): number {
    const id = this.#nextSocket++;
    const socket = open({
      opened: local => this.do((agent, now) => agent.socketOpened(id, local, now)),
      failed: reason => this.do((agent, now) => agent.socketFailed(id, reason, now)),
      disconnected: (remote, reason) => this.do((agent, now) => agent.disconnected(id, remote, reason, now)),
      datagram: (bytes, from) => this.do((agent, now) => agent.receive(id, bytes, from, now)),
    });
    this.#sockets.set(id, socket);
    return id;
  }

  #events(): IceEvents {
    return {
      gatheringState: state => {
        if (state === 'complete') this.onCandidate?.(undefined);
      },
      candidate: candidate => {
        this.candidates.push(candidate);
        this.onCandidate?.(candidate);
      },
      candidateError: error => this.errors.push(error),
      state: state => {
        this.states.push(state);
        this.stateTimes.set(state, this.world.now);
      },
      selectedPair: pair => this.selections.push(pair),
      writable: () => {},
      packet: bytes => this.received.push(new TextDecoder().decode(bytes)),
      remoteCandidate: candidate => this.discovered.push(candidate),
      roleChanged: role => this.roles.push(role),
    };
  }
}

/** Signals candidates of `from` to `to`, `delay` ms later each. */
export function trickle(from: IcePeer, to: IcePeer, delay: number = 1): void {
  from.onCandidate = candidate => {
    from.world.after(delay, () =>
      to.do((agent, now) => {
        if (candidate === undefined) agent.endOfRemoteCandidates(now);
        else agent.addRemoteCandidate(candidate, now);
      }),
    );
  };
}

export interface ConnectOptions {
  readonly trickleA?: boolean;
  readonly trickleB?: boolean;
  /** When `a` learns the credentials of `b`, after `b` those of `a`. */
  readonly answerDelay?: number;
}

/** Offer and answer: credentials both ways, then gathering and candidates. */
export function connect(a: IcePeer, b: IcePeer, options: ConnectOptions = {}): void {
  if (options.trickleA !== false) trickle(a, b);
  if (options.trickleB !== false) trickle(b, a);
  a.do((agent, now) => agent.gather(now));
  b.do((agent, now) => {
    agent.setRemoteParameters(a.agent.localParameters, now);
    agent.gather(now);
  });
  a.world.after(options.answerDelay ?? 1, () =>
    a.do((agent, now) => agent.setRemoteParameters(b.agent.localParameters, now)),
  );
}

/** A STUN and TURN server on a host of its own; user `user`, password `pass`. */
export function addServer(
  world: World,
  host: Host,
  address: string,
  options: Partial<StunTurnOptions> = {},
): StunTurnServer {
  const server: StunTurnServer = new StunTurnServer(
    { crypto: nodeCrypto, random: world.random, users: new Map([['user', 'pass']]), ...options },
    {
      send: (bytes, to) => socket.send(bytes, to),
      openRelay: wanted => {
        const on = host.interfaces().find(each => each.family === wanted) ?? { address, family: 4 as const };
        const local = { address: on.address, port: 40_000 + world.random.below(20_000), family: on.family };
        const port: ReturnType<ConstructorParameters<typeof StunTurnServer>[1]['openRelay']> = {
          local,
          send: (bytes, to) => relay.send(bytes, to),
          close: () => relay.close(),
          onDatagram: undefined,
        };
        const relay = host.open(local.address, local.port, {
          opened: () => {},
          failed: () => {},
          datagram: (bytes, from) => port.onDatagram?.(bytes, from, world.now),
        });
        return port;
      },
    },
  );
  const socket = host.open(address, 3478, {
    opened: () => {},
    failed: () => {},
    datagram: (bytes, from) => server.receive(bytes, from, world.now),
  });
  return server;
}

export function iceServer(text: string, username?: string, credential?: string): IceServer {
  const url = parseServerUrl(text);
  if (url === undefined) throw new TypeError(`not a server URL: ${text}`);
  return { url, username, credential };
}
