/** Two network namespaces on one wire: a server, and a client whose firewall (nftables) lets no UDP through. */

import { execFileSync } from 'node:child_process';

export const SERVER_ADDRESS = '203.0.113.1';
export const CLIENT_ADDRESS = '203.0.113.2';

export interface BlockedNetwork {
  /** Names of the namespaces. */
  readonly server: string;
  readonly client: string;
  /** UDP packets that the firewall has dropped. */
  dropped(): number;
  close(): void;
}

/** Throws where namespaces cannot be made: that takes root, iproute2 and nftables. */
export function blockedNetwork(): BlockedNetwork {
  const [server, client] = [`prtcb${process.pid}s`, `prtcb${process.pid}c`];
  const close = (): void => {
    for (const name of [server, client]) {
      try {
        execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
      } catch {
        // It was not made.
      }
    }
  };
  const script = `
ip netns add ${server}
ip netns add ${client}
ip link add eth0 netns ${server} type veth peer name eth0 netns ${client}
ip -n ${server} addr add ${SERVER_ADDRESS}/24 dev eth0
ip -n ${client} addr add ${CLIENT_ADDRESS}/24 dev eth0
for name in ${server} ${client}; do
  ip netns exec $name sysctl -qw net.ipv6.conf.all.disable_ipv6=1
  ip -n $name link set lo up
  ip -n $name link set eth0 up
done
ip netns exec ${client} nft -f - <<'RULES'
table inet blocked {
  counter dropped {}
  chain output { type filter hook output priority 0; oifname "eth0" meta l4proto udp counter name "dropped" drop; }
  chain input { type filter hook input priority 0; iifname "eth0" meta l4proto udp counter name "dropped" drop; }
}
RULES
`;
  try {
    execFileSync('sh', ['-e'], { input: script, stdio: ['pipe', 'ignore', 'pipe'] });
  } catch (error) {
    close();
    throw error;
  }
  return {
    server,
    client,
    dropped: () => {
      const listing = ['netns', 'exec', client, 'nft', 'list', 'counter', 'inet', 'blocked', 'dropped'];
      const told = execFileSync('ip', listing, { encoding: 'utf8' });
      return Number(/packets (\d+)/.exec(told)?.[1] ?? 0);
    },
    close,
  };
}
