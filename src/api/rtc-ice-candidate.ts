/** `RTCIceCandidate` and `RTCIceCandidatePair` (W3C webrtc-pc §4.8.1, §5.6.1). */

import { type CandidateProtocol, type CandidateType, parseCandidate, type TcpCandidateType } from '../ice/index.ts';
import {
  CONSTRUCT,
  type Converter,
  defineInterface,
  dictionary,
  domString,
  enumeration,
  nullable,
  requireConstructKey,
  unsignedShort,
  usvString,
  withDefault,
} from '../webidl/index.ts';

/** How a candidate is reached. */
export type RTCIceProtocol = 'udp' | 'tcp';
/** Who connects: we, the peer, or both at once (RFC 6544 §4.5). */
export type RTCIceTcpCandidateType = 'active' | 'passive' | 'so';
/** Where a candidate comes from: this machine, a NAT as a server or the peer sees it, a relay (RFC 8445 §5.1.1). */
export type RTCIceCandidateType = 'host' | 'srflx' | 'prflx' | 'relay';
/** How a TURN server is talked to. */
export type RTCIceServerTransportProtocol = 'udp' | 'tcp' | 'tls';
/** What goes over a candidate. */
export type RTCIceComponent = 'rtp' | 'rtcp';

/** A candidate in the form in which it is signalled (W3C webrtc-pc §4.8.1.2). */
export interface RTCIceCandidateInit {
  /** The candidate line (RFC 8839 §5.1); empty: there are no more. Default empty. */
  candidate?: string;
  /** `mid` of the section it is for. Default null. */
  sdpMid?: string | null;
  /** Index of that section, from 0. Default null. */
  sdpMLineIndex?: number | null;
  /** Which generation of ICE credentials it is for; null: the latest. Default null. */
  usernameFragment?: string | null;
}

/** A candidate of ours, with where it came from (W3C webrtc-pc §4.8.1.3). */
export interface RTCLocalIceCandidateInit extends RTCIceCandidateInit {
  /** Default null. */
  relayProtocol?: RTCIceServerTransportProtocol | null;
  /** Default null. */
  url?: string | null;
}

const CANDIDATE_INIT = {
  candidate: withDefault(domString, () => ''),
  sdpMid: withDefault(nullable(domString), () => null),
  sdpMLineIndex: withDefault(nullable(unsignedShort()), () => null),
  usernameFragment: withDefault(nullable(domString), () => null),
};

export const toIceCandidateInit: Converter<Required<RTCIceCandidateInit>> = dictionary(
  'RTCIceCandidateInit',
  CANDIDATE_INIT,
);

const toLocalIceCandidateInit: Converter<Required<RTCLocalIceCandidateInit>> = dictionary(
  'RTCLocalIceCandidateInit',
  CANDIDATE_INIT,
  {
    relayProtocol: withDefault(
      nullable(enumeration<RTCIceServerTransportProtocol>('RTCIceServerTransportProtocol', ['udp', 'tcp', 'tls'])),
      () => null,
    ),
    url: withDefault(nullable(usvString), () => null),
  },
);

/** What the candidate line says; all null if it cannot be parsed. */
interface ParsedFields {
  readonly foundation: string | null;
  readonly component: RTCIceComponent | null;
  readonly priority: number | null;
  readonly address: string | null;
  readonly protocol: CandidateProtocol | null;
  readonly port: number | null;
  readonly type: CandidateType | null;
  readonly tcpType: TcpCandidateType | null;
  readonly relatedAddress: string | null;
  readonly relatedPort: number | null;
}

const UNPARSED: ParsedFields = {
  foundation: null,
  component: null,
  priority: null,
  address: null,
  protocol: null,
  port: null,
  type: null,
  tcpType: null,
  relatedAddress: null,
  relatedPort: null,
};

/** §4.8.1.1, steps 4 and 5. */
function parseFields(candidate: string): ParsedFields {
  // RFC 8839 §5.1 writes the attribute with `a=` in a description; a line copied from there is welcome.
  const line = candidate.startsWith('a=') ? candidate.slice(2) : candidate;
  const parsed = parseCandidate(line);
  if (parsed === undefined) return UNPARSED;
  return {
    foundation: parsed.foundation,
    component: parsed.component === 1 ? 'rtp' : parsed.component === 2 ? 'rtcp' : null,
    priority: parsed.priority,
    address: parsed.address,
    protocol: parsed.protocol,
    port: parsed.port,
    type: parsed.type,
    tcpType: parsed.tcpType ?? null,
    relatedAddress: parsed.relatedAddress ?? null,
    relatedPort: parsed.relatedPort ?? null,
  };
}

/** What needs no conversion: only our own code can make one. */
class OwnInit {
  readonly init: Required<RTCLocalIceCandidateInit>;

  constructor(init: Required<RTCLocalIceCandidateInit>) {
    this.init = init;
  }
}

/** As the constructor does it, without looking at what we wrote ourselves. */
export function createIceCandidate(init: Required<RTCLocalIceCandidateInit>): RTCIceCandidate {
  return new RTCIceCandidate(new OwnInit(init) as RTCLocalIceCandidateInit);
}

/** Brand check. */
export let isIceCandidate: (value: unknown) => value is RTCIceCandidate;

/** A candidate, to be signalled to the peer or received from it. Members that the line does not say are null. */
export class RTCIceCandidate {
  readonly #candidate: string;
  readonly #sdpMid: string | null;
  readonly #sdpMLineIndex: number | null;
  readonly #usernameFragment: string | null;
  readonly #relayProtocol: RTCIceServerTransportProtocol | null;
  readonly #url: string | null;
  /** Undefined until somebody asks. */
  #parsed: ParsedFields | undefined;

  constructor(candidateInitDict: RTCLocalIceCandidateInit = {}) {
    const init =
      candidateInitDict instanceof OwnInit
        ? candidateInitDict.init
        : toLocalIceCandidateInit(candidateInitDict, "Failed to construct 'RTCIceCandidate'");
    // §4.8.1.1 step 1: "If both the sdpMid and sdpMLineIndex members of candidateInitDict are null, throw a TypeError."
    if (init.sdpMid === null && init.sdpMLineIndex === null) {
      throw new TypeError("Failed to construct 'RTCIceCandidate': sdpMid and sdpMLineIndex are both null.");
    }
    this.#candidate = init.candidate;
    this.#sdpMid = init.sdpMid;
    this.#sdpMLineIndex = init.sdpMLineIndex;
    this.#usernameFragment = init.usernameFragment;
    this.#relayProtocol = init.relayProtocol;
    this.#url = init.url;
    this.#parsed = undefined;
  }

  get #fields(): ParsedFields {
    this.#parsed ??= this.#candidate === '' ? UNPARSED : parseFields(this.#candidate);
    return this.#parsed;
  }

  /** The candidate line (RFC 8839 §5.1); empty: there are no more. */
  get candidate(): string {
    return this.#candidate;
  }

  /** `mid` of the section it is for. */
  get sdpMid(): string | null {
    return this.#sdpMid;
  }

  /** Index of that section, from 0. */
  get sdpMLineIndex(): number | null {
    return this.#sdpMLineIndex;
  }

  /** The same for candidates of one kind from one base and server (RFC 8445 §5.1.1.3). */
  get foundation(): string | null {
    return this.#fields.foundation;
  }

  /** What goes over it; `rtp`, as RTCP is multiplexed. */
  get component(): RTCIceComponent | null {
    return this.#fields.component;
  }

  /** RFC 8445 §5.1.2: 1 to 2³¹ − 1. */
  get priority(): number | null {
    return this.#fields.priority;
  }

  /** IP address, or a `.local` name that stands for one. */
  get address(): string | null {
    return this.#fields.address;
  }

  /** `udp` or `tcp`. */
  get protocol(): RTCIceProtocol | null {
    return this.#fields.protocol;
  }

  /** Port, 0 to 65535. */
  get port(): number | null {
    return this.#fields.port;
  }

  /** Where it comes from. */
  get type(): RTCIceCandidateType | null {
    return this.#fields.type;
  }

  /** Of `tcp`: who connects. */
  get tcpType(): RTCIceTcpCandidateType | null {
    return this.#fields.tcpType;
  }

  /** Address that it was made from; null of host candidates. */
  get relatedAddress(): string | null {
    return this.#fields.relatedAddress;
  }

  /** Port of that address. */
  get relatedPort(): number | null {
    return this.#fields.relatedPort;
  }

  /** Which generation of ICE credentials it is for. */
  get usernameFragment(): string | null {
    return this.#usernameFragment;
  }

  /** Of a relayed one of ours: how we talk to the TURN server. */
  get relayProtocol(): RTCIceServerTransportProtocol | null {
    return this.#relayProtocol;
  }

  /** Of one of ours: the STUN or TURN server it came from. */
  get url(): string | null {
    return this.#url;
  }

  /** What is to be signalled. */
  toJSON(): Required<RTCIceCandidateInit> {
    return {
      candidate: this.#candidate,
      sdpMid: this.#sdpMid,
      sdpMLineIndex: this.#sdpMLineIndex,
      usernameFragment: this.#usernameFragment,
    };
  }

  static {
    isIceCandidate = (value): value is RTCIceCandidate =>
      typeof value === 'object' && value !== null && #candidate in value;
    defineInterface(RTCIceCandidate, 'RTCIceCandidate');
  }
}

export let createCandidatePair: (local: RTCIceCandidate, remote: RTCIceCandidate) => RTCIceCandidatePair;

/** A local and a remote candidate that belong together. */
export class RTCIceCandidatePair {
  readonly #local: RTCIceCandidate;
  readonly #remote: RTCIceCandidate;

  private constructor(key: symbol, local: RTCIceCandidate, remote: RTCIceCandidate) {
    requireConstructKey(key);
    this.#local = local;
    this.#remote = remote;
  }

  /** Ours. */
  get local(): RTCIceCandidate {
    return this.#local;
  }

  /** The peer's. */
  get remote(): RTCIceCandidate {
    return this.#remote;
  }

  static {
    createCandidatePair = (local, remote) => new RTCIceCandidatePair(CONSTRUCT, local, remote);
    defineInterface(RTCIceCandidatePair, 'RTCIceCandidatePair');
  }
}
