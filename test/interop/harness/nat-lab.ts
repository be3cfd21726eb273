/**
 * A small internet of network namespaces: a public network with a STUN and TURN server, and clients behind NATs of nftables,
 * each in namespaces of its own.
 *
 * ```
 *              public network 203.0.113.0/24 (a bridge), server at .1 and .2
 *        ┌──────────────┬──────────────┐
 *   router 0.0     router 0.1     router 1.0    …    nftables
 *        │              │              │
 *   client 0.0     client 0.1     client 1.0    …    10.side.index.2, without NAT 198.51.100.x
 * ```
 */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Peer } from './peer.ts';
import { peerOver, within } from './peer.ts';

export type NatKind =
  | 'none'
  /** Keeps mappings, and ports if it can: what `masquerade` does. */
  | 'endpoint-independent'
  | 'endpoint-independent, other ports'
  /** Another port for each address; to the server's first one the same. */
  | 'address-dependent'
  | 'address-dependent, other ports'
  /** Another port for each destination; to the server's first one the same. */
  | 'symmetric'
  | 'symmetric, other ports';

/** Packets that a firewall before the client lets out. */
export type Firewall = 'all' | 'tcp';

export interface ClientSpec {
  readonly nat: NatKind;
  readonly firewall?: Firewall;
}

export const SERVER = '203.0.113.1';
export const SECOND = '203.0.113.2';
export const TURN = { urls: [`turn:${SERVER}:3478`], username: 'user', credential: 'password' } as const;

/** Of clients, so that a NAT of fixed ports knows them all. */
const PORTS = { first: 40_000, count: 256 };

export class NatLab {
  readonly #prefix: string;
  readonly #clients: readonly (readonly ClientSpec[])[];
  readonly #running: { close(): Promise<void> }[];

  private constructor(prefix: string, clients: readonly (readonly ClientSpec[])[]) {
    this.#prefix = prefix;
    this.#clients = clients;
    this.#running = [];
  }

  /** `clients[side][index]`. Throws where namespaces cannot be made: that takes root, iproute2 and nftables. */
  static build(clients: readonly (readonly ClientSpec[])[]): NatLab {
    const lab = new NatLab(`prtc${process.pid}`, clients);
    try {
      lab.#shell(lab.#script());
    } catch (error) {
      lab.#tearDown();
      throw error;
    }
    return lab;
  }

  /** Runs the embedded server in the public network. */
  async startServer(...more: readonly string[]): Promise<void> {
    const args = ['--address', SERVER, '--user', `${TURN.username}:${TURN.credential}`];
    const child = spawn(...this.#inside(`${this.#prefix}p`, '../../../src/cli/main.js', 'turn', ...args, ...more), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#running.push({ close: () => ended(child) });
    await within(once(child.stdout, 'data'), 10_000, 'starting the TURN server');
  }

  /** A process at a client: each call makes a fresh peer in it. */
  client(side: number, index: number): () => Peer {
    const child = spawn(...this.#inside(this.#name('c', side, index), '../children/remote-peer.js'), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#running.push({ close: () => ended(child) });
    const waiting = new Map<number, (answer: { result?: unknown; error?: string }) => void>();
    child.on('message', (answer: { id: number; result?: unknown; error?: string }) => {
      waiting.get(answer.id)?.(answer);
      waiting.delete(answer.id);
    });
    let [lastCall, lastPeer] = [0, 0];
    return () => {
      const peer = ++lastPeer;
      return peerOver(`client ${side}.${index}`, (method, args) => {
        const id = ++lastCall;
        return new Promise((resolve, reject) => {
          waiting.set(id, ({ result, error }) => (error === undefined ? resolve(result) : reject(new Error(error))));
          child.send({ id, peer, method, args });
        });
      });
    };
  }

  /** Runs a program of this package at a client, to its end. */
  async run(side: number, index: number, ...args: readonly string[]): Promise<{ code: number | null; output: string }> {
    const child = spawn(...this.#inside(this.#name('c', side, index), ...(args as [string])), { timeout: 60_000 });
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      output += data.toString();
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output };
  }

  async close(): Promise<void> {
    await Promise.all(this.#running.map(one => one.close()));
    this.#tearDown();
  }

  #inside(namespace: string, module: string, ...args: readonly string[]): [string, string[]] {
    const path = fileURLToPath(new URL(module, import.meta.url));
    return ['ip', ['netns', 'exec', namespace, process.execPath, path, ...args]];
  }

  #name(what: 'c' | 'r', side: number, index: number): string {
    return `${this.#prefix}${what}${side}${index}`;
  }

  #tearDown(): void {
    const names = this.#clients.flatMap((side, s) =>
      side.flatMap((_, i) => [this.#name('c', s, i), this.#name('r', s, i)]),
    );
    for (const name of [...names, `${this.#prefix}p`]) {
      try {
        execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
      } catch {
        // It was not made.
      }
    }
  }

  #shell(script: string): void {
    execFileSync('sh', ['-e'], { input: script, stdio: ['pipe', 'ignore', 'pipe'] });
  }

  #script(): string {
    const public_ = `${this.#prefix}p`;
    const lines = [
      `ip netns add ${public_}`,
      `ip -n ${public_} link set lo up`,
      `ip -n ${public_} link add br0 type bridge`,
      `ip -n ${public_} addr add ${SERVER}/24 dev br0`,
      `ip -n ${public_} addr add ${SECOND}/24 dev br0`,
      `ip -n ${public_} link set br0 up`,
      `ip netns exec ${public_} sysctl -qw net.ipv4.ip_forward=1`,
    ];
    this.#clients.forEach((side, s) => {
      for (const [i, spec] of side.entries()) lines.push(...this.#clientScript(s, i, spec));
    });
    return `${lines.join('\n')}\n`;
  }

  #clientScript(side: number, index: number, spec: ClientSpec): string[] {
    const [client, router, public_] = [this.#name('c', side, index), this.#name('r', side, index), `${this.#prefix}p`];
    const port = `w${side}${index}`;
    const outside = outsideAddress(side, index);
    const network = spec.nat === 'none' ? `198.51.100.${(side * 8 + index) * 4}` : `10.${side}.${index}.0`;
    const [base, last] = [network.replace(/\d+$/, ''), Number(/\d+$/.exec(network)?.[0])];
    const [gateway, own] = [`${base}${last + 1}`, `${base}${last + 2}`];
    const destinations = [
      SERVER,
      SECOND,
      ...this.#clients.flatMap((all, s) => all.map((_, i) => outsideAddress(s, i))),
    ];
    return [
      `ip netns add ${client}`,
      `ip netns add ${router}`,
      `ip link add wan netns ${router} type veth peer name ${port} netns ${public_}`,
      `ip link add lan netns ${router} type veth peer name eth0 netns ${client}`,
      `ip -n ${public_} link set ${port} master br0 up`,
      `ip -n ${router} addr add ${outside}/24 dev wan`,
      `ip -n ${router} addr add ${gateway}/30 dev lan`,
      `ip -n ${router} link set wan up`,
      `ip -n ${router} link set lan up`,
      `ip -n ${router} route add default via ${SERVER}`,
      `ip netns exec ${router} sysctl -qw net.ipv4.ip_forward=1`,
      `ip netns exec ${client} sysctl -qw net.ipv6.conf.all.disable_ipv6=1`,
      `ip netns exec ${client} sysctl -qw net.ipv4.ip_local_port_range='${PORTS.first} ${PORTS.first + PORTS.count - 1}'`,
      `ip -n ${client} addr add ${own}/30 dev eth0`,
      `ip -n ${client} link set lo up`,
      `ip -n ${client} link set eth0 up`,
      `ip -n ${client} route add default via ${gateway}`,
      ...(spec.nat === 'none' ? [`ip -n ${public_} route add ${network}/30 via ${outside}`] : []),
      `ip netns exec ${router} nft -f - <<'RULES'\n${rules(spec, outside, destinations)}\nRULES`,
    ];
  }
}

function outsideAddress(side: number, index: number): string {
  return `203.0.113.${11 + side * 20 + index}`;
}

/** What the router does. */
function rules({ nat, firewall = 'all' }: ClientSpec, outside: string, destinations: readonly string[]): string {
  const forward = [
    ...(firewall === 'tcp' ? ['iifname "lan" meta l4proto udp drop'] : []),
    ...(nat === 'none' ? [] : ['iifname "wan" ct state new drop']),
  ];
  const post = nat === 'none' ? [] : [...mapping(nat, outside, destinations), 'oifname "wan" masquerade'];
  return [
    'table ip lab {',
    // Packets to the router itself must not become flows of its own, which would take the ports of its clients.
    'chain input {\ntype filter hook input priority 0;\niifname "wan" drop\n}',
    `chain forward {\ntype filter hook forward priority 0;\n${forward.join('\n')}\n}`,
    `chain postrouting {\ntype nat hook postrouting priority 100;\n${post.join('\n')}\n}`,
    '}',
  ].join('\n');
}

/** Rules for UDP that `masquerade` does not cover. */
function mapping(nat: NatKind, outside: string, destinations: readonly string[]): string[] {
  const shifted = (by: number, to?: string): string => {
    const pairs = Array.from({ length: PORTS.count }, (_, i) => {
      const port = PORTS.first + i;
      return `${port} : ${port + by * PORTS.count}`;
    });
    const only = to === undefined ? '' : `ip daddr ${to} `;
    return `oifname "wan" ${only}meta l4proto udp snat to ${outside} : udp sport map { ${pairs.join(', ')} }`;
  };
  const random = 'oifname "wan" meta l4proto udp masquerade fully-random';
  const same = `oifname "wan" ip daddr ${SERVER} udp dport 3478 masquerade`;
  switch (nat) {
    case 'none':
    case 'endpoint-independent':
      return [];
    case 'endpoint-independent, other ports':
      return [shifted(1)];
    case 'address-dependent':
      return destinations.slice(1).map((to, i) => shifted(i + 1, to));
    case 'address-dependent, other ports':
      return destinations.map((to, i) => shifted(i + 1, to));
    case 'symmetric':
      return [same, random];
    case 'symmetric, other ports':
      return [random];
  }
}

async function ended(child: ReturnType<typeof spawn>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
