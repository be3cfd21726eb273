/** From findings to a verdict, and to what the user can do about it. */

import { addressScope } from '../../base/address.ts';
import type { Diagnosis, Findings, TurnFinding, Verdict } from './findings.ts';

export function diagnose(findings: Findings): Diagnosis {
  const { verdict, ok, headline, advice } = judge(findings);
  return { verdict, ok, headline, advice: [...advice, ...turnAdvice(findings, verdict)] };
}

function judge(findings: Findings): Diagnosis {
  const { addresses, stun, turn } = findings;
  const heard = turn.filter(({ outcome }) => works(outcome) || outcome === 'refused');
  const udp = stun.some(({ outcome }) => outcome === 'answered') || heard.some(({ transport }) => transport === 'udp');
  if (addresses.length === 0) {
    return no('offline', 'This machine has no network address but its own loopback.', ['Connect it to a network.']);
  }
  if (!udp && heard.length === 0) return noServer(findings);
  const refusal = turnRefusal(turn);
  if (refusal !== undefined) return refusal;
  if (!udp) return udpBlocked(turn);
  return natVerdict(findings);
}

function noServer({ stun, turn }: Findings): Diagnosis {
  const unresolved = [...stun, ...turn].filter(({ outcome }) => outcome === 'unresolved');
  const all = unresolved.length === stun.length + turn.length;
  const urls = [...new Set([...stun, ...turn.filter(({ named }) => named)].map(({ url }) => url))].join(', ');
  return no('no-server', `No server answered (${urls}).`, [
    all
      ? 'The names could not be resolved: check their spelling, and this machine’s DNS.'
      : 'Check host and port, that the server runs, and that no firewall stands between (UDP and TCP 3478, TCP 5349).',
    'Until then connections work within the local network only.',
  ]);
}

/** Every URL that was heard of said no. */
function turnRefusal(turn: readonly TurnFinding[]): Diagnosis | undefined {
  const refused = turn.filter(({ outcome }) => outcome === 'refused');
  const [first] = refused;
  if (first === undefined || turn.some(({ outcome }) => works(outcome))) return undefined;
  if (refused.some(({ code }) => code === 401)) {
    return no('bad-credentials', 'The TURN server does not accept the user name and credential (401).', [
      'Check --username and --credential; the realm is the server’s and need not be given.',
      'Credentials of the form expiry:name end at that Unix time: is it past, or is a clock wrong?',
      'Behind symmetric NATs and firewalls nothing will connect until this works.',
    ]);
  }
  return no('turn-refused', `The TURN server refuses to relay: ${first.code} ${first.reason}.`, [
    refusalAdvice(first.code ?? 0),
  ]);
}

function refusalAdvice(code: number): string {
  switch (code) {
    case 486:
      return 'This user has as many allocations as the server lets it have: raise the quota, or let old ones end.';
    case 508:
      return 'The server is full, or has no relay ports left.';
    case 440:
      return 'The server has no relay address of this family.';
    case 403:
      return 'The server forbids it: look at its configuration.';
    case 438:
      return 'The server takes no nonce: its clock or its address for us changes with every packet.';
    default:
      return 'Look into the server’s log.';
  }
}

function udpBlocked(turn: readonly TurnFinding[]): Diagnosis {
  const [door] = turn.filter(({ outcome }) => works(outcome));
  return {
    verdict: 'udp-blocked',
    ok: door !== undefined,
    headline:
      'UDP gets no answer, TCP does: this network blocks UDP, and connections have to go through TURN over TCP or TLS.',
    advice: [
      ...(door === undefined ? [] : [`Put ${door.url} into iceServers, or they will fail here.`]),
      'TURN over TLS on port 443 passes most firewalls: turns:host:443?transport=tcp.',
      'Media over TCP stutters where packets are lost: if the network is yours, let UDP out.',
    ],
  };
}

function natVerdict({ nat, stun, turn }: Findings): Diagnosis {
  const relayed = turn.some(({ outcome }) => works(outcome));
  const needsTurn = relayed
    ? 'TURN works, and carries what cannot go directly.'
    : 'Configure a TURN server (npx purertc turn, coturn, or a service): without one those peers cannot be reached.';
  if (nat === undefined) {
    const where = stun.some(({ outcome }) => outcome === 'answered') ? ' over IPv4' : '';
    return {
      verdict: 'nat-unknown',
      ok: relayed,
      headline: `${relayed ? 'TURN works; no' : 'No'} STUN server answered${where}.`,
      advice: ['Name a STUN server with --stun to learn about the NAT.'],
    };
  }
  if (!nat.present) {
    const isNear = addressScope(nat.mapped.address) !== 'global';
    return {
      verdict: 'open',
      ok: true,
      headline: isNear
        ? `No NAT between this machine and the server: both are in one private network (${nat.mapped.address}).`
        : `No NAT: this machine is reached at its own address (${nat.mapped.address}).`,
      advice: [
        ...(isNear ? ['Ask a server in the internet (--stun) how the rest of the world sees this machine.'] : []),
        ...(relayed
          ? []
          : ['Peers behind firewalls that block UDP need a TURN server, even where this machine does not.']),
      ],
    };
  }
  switch (nat.mapping) {
    case 'endpoint-independent':
      return {
        verdict: 'nat',
        ok: true,
        headline: 'A NAT that keeps its mappings: most peers can be reached directly.',
        advice: [`Peers behind symmetric NATs need TURN. ${needsTurn}`],
      };
    case undefined:
      return {
        verdict: 'nat-unknown',
        ok: relayed,
        headline: 'A NAT; how it maps takes a second server to find out.',
        advice: ['Name a second STUN server with --stun, at another address.', needsTurn],
      };
    default:
      return {
        verdict: 'symmetric-nat',
        ok: relayed,
        headline:
          'A symmetric NAT: every server sees another address, so peers behind NATs cannot be reached directly.',
        advice: [needsTurn],
      };
  }
}

/** What is wrong with single doors of a server that works otherwise. */
function turnAdvice({ turn }: Findings, verdict: Verdict): string[] {
  if (verdict === 'no-server' || verdict === 'offline') return [];
  const advice: string[] = [];
  for (const { url, outcome, reason, named, transport } of turn) {
    if (outcome === 'allocates') {
      advice.push(
        `${url} gives a relay, but a packet from one of its relays did not reach another: open its relay ports (UDP) in the server's firewall, and see that it knows its public address.`,
      );
    } else if (
      outcome === 'unreachable' &&
      transport === 'tls' &&
      /certificate|altname|self.signed/i.test(reason ?? '')
    ) {
      advice.push(`${url}: the certificate is not accepted (${reason}). Browsers will not accept it, either.`);
    } else if (outcome === 'unreachable' && named && verdict !== 'udp-blocked') {
      advice.push(`${url} cannot be reached (${reason}).`);
    }
  }
  if (
    turn.some(({ outcome }) => works(outcome)) &&
    !turn.some(door => door.transport !== 'udp' && works(door.outcome))
  ) {
    advice.push('The server relays over UDP only: peers whose network blocks UDP need it over TCP and TLS, too.');
  }
  return advice;
}

function works(outcome: TurnFinding['outcome']): boolean {
  return outcome === 'relays' || outcome === 'allocates';
}

function no(verdict: Verdict, headline: string, advice: readonly string[]): Diagnosis {
  return { verdict, ok: false, headline, advice };
}
