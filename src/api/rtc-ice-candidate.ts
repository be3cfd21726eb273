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

export type RTCIceProtocol = 'udp' | 'tcp';
export type RTCIceTcpCandidateType = 'active' | 'passive' | 'so';
export type RTCIceCandidateType = 'host' | 'srflx' | 'prflx' | 'relay';
export type RTCIceServerTransportProtocol = 'udp' | 'tcp' | 'tls';
export type RTCIceComponent = 'rtp' | 'rtcp';

export interface RTCIceCandidateInit {
  candidate?: string;
  sdpMid?: string | null;
  sdpMLineIndex?: number | null;
  usernameFragment?: string | null;
}

export interface RTCLocalIceCandidateInit extends RTCIceCandidateInit {
  relayProtocol?: RTCIceServerTransportProtocol | null;
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

/** Brand check. */
export let isIceCandidate: (value: unknown) => value is RTCIceCandidate;

/** A candidate, to be signalled to the peer or received from it. */
export class RTCIceCandidate {
  readonly #init: Required<RTCLocalIceCandidateInit>;
  readonly #fields: ParsedFields;

  constructor(candidateInitDict: RTCLocalIceCandidateInit = {}) {
    const init = toLocalIceCandidateInit(candidateInitDict, "Failed to construct 'RTCIceCandidate'");
    // §4.8.1.1 step 1: "If both the sdpMid and sdpMLineIndex members of candidateInitDict are null, throw a TypeError."
    if (init.sdpMid === null && init.sdpMLineIndex === null) {
      throw new TypeError("Failed to construct 'RTCIceCandidate': sdpMid and sdpMLineIndex are both null.");
    }
    this.#init = init;
    this.#fields = init.candidate === '' ? UNPARSED : parseFields(init.candidate);
  }

  get candidate(): string {
    return this.#init.candidate;
  }

  get sdpMid(): string | null {
    return this.#init.sdpMid;
  }

  get sdpMLineIndex(): number | null {
    return this.#init.sdpMLineIndex;
  }

  get foundation(): string | null {
    return this.#fields.foundation;
  }

  get component(): RTCIceComponent | null {
    return this.#fields.component;
  }

  get priority(): number | null {
    return this.#fields.priority;
  }

  get address(): string | null {
    return this.#fields.address;
  }

  get protocol(): RTCIceProtocol | null {
    return this.#fields.protocol;
  }

  get port(): number | null {
    return this.#fields.port;
  }

  get type(): RTCIceCandidateType | null {
    return this.#fields.type;
  }

  get tcpType(): RTCIceTcpCandidateType | null {
    return this.#fields.tcpType;
  }

  get relatedAddress(): string | null {
    return this.#fields.relatedAddress;
  }

  get relatedPort(): number | null {
    return this.#fields.relatedPort;
  }

  get usernameFragment(): string | null {
    return this.#init.usernameFragment;
  }

  get relayProtocol(): RTCIceServerTransportProtocol | null {
    return this.#init.relayProtocol;
  }

  get url(): string | null {
    return this.#init.url;
  }

  toJSON(): Required<RTCIceCandidateInit> {
    const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = this.#init;
    return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
  }

  static {
    isIceCandidate = (value): value is RTCIceCandidate => typeof value === 'object' && value !== null && #init in value;
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

  get local(): RTCIceCandidate {
    return this.#local;
  }

  get remote(): RTCIceCandidate {
    return this.#remote;
  }

  static {
    createCandidatePair = (local, remote) => new RTCIceCandidatePair(CONSTRUCT, local, remote);
    defineInterface(RTCIceCandidatePair, 'RTCIceCandidatePair');
  }
}
