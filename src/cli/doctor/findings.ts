/** What the doctor found: plain data, which `--json` prints as it is. */

import type { NatReport } from './nat-behaviour.ts';

export interface Findings {
  /** Addresses that others may reach: no loopback, no link-local ones. */
  readonly addresses: readonly { readonly name: string; readonly address: string }[];
  /** Who was asked who we are. */
  readonly stun: readonly StunFinding[];
  readonly nat: NatReport | undefined;
  readonly turn: readonly TurnFinding[];
}

export interface StunFinding {
  readonly url: string;
  readonly server: string | undefined;
  readonly outcome: 'answered' | 'silent' | 'unresolved';
  /** How the server sees us. */
  readonly mapped: string | undefined;
  readonly milliseconds: number | undefined;
}

export interface TurnFinding {
  readonly url: string;
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** Whether the user named this very URL, or it is another door of the same server, tried to know more. */
  readonly named: boolean;
  readonly outcome: 'relays' | 'allocates' | 'refused' | 'unreachable' | 'unresolved';
  readonly relayed: string | undefined;
  /** STUN error code of a server that refused. */
  readonly code: number | undefined;
  readonly reason: string | undefined;
  readonly milliseconds: number | undefined;
}

export type Verdict =
  | 'offline'
  | 'no-server'
  | 'bad-credentials'
  | 'turn-refused'
  | 'udp-blocked'
  | 'open'
  | 'nat'
  | 'symmetric-nat'
  | 'nat-unknown';

export interface Diagnosis {
  readonly verdict: Verdict;
  /** Whether calls will work as far as this side can tell. */
  readonly ok: boolean;
  readonly headline: string;
  readonly advice: readonly string[];
}
