/**
 * `JsepSession`: what has been negotiated and what is being negotiated (RFC 9429 §4.1, §5), as one immutable record.
 *
 * Every function of this folder takes a session and answers a new one; keeping the old record is keeping the old state.
 * The owner computes and stores in the same task, since candidates change the session as well.
 */

import type { Random } from '../base/random.ts';
import { randomU64 } from '../base/random.ts';
import type { Rid } from '../sdp/attributes/simulcast.ts';
import type { Fingerprint, IceCredentials } from '../sdp/attributes/transport.ts';
import type { SessionDescription } from '../sdp/model.ts';
import type { BundleGroup } from './bundle.ts';
import type { TransceiverState } from './media-plan.ts';
import type { Section } from './media-section.ts';
import type { RemoteIce, TransportId } from './plan.ts';
import type { SdpType, SignalingState } from './signaling-state.ts';
import { whole } from './trickled.ts';

/** W3C RTCBundlePolicy. */
export type BundlePolicy = 'balanced' | 'max-compat' | 'max-bundle';

/** W3C RTCRtcpMuxPolicy; `negotiate` is no more. */
export type RtcpMuxPolicy = 'require';

/** What the connection is configured with, as far as descriptions are concerned. */
export interface JsepOptions {
  readonly random: Random;
  readonly bundlePolicy: BundlePolicy;
  readonly rtcpMuxPolicy: RtcpMuxPolicy;
  /** Of our certificates. */
  readonly fingerprints: readonly Fingerprint[];
  /** The largest message we take, in bytes; `Infinity` for no limit. */
  readonly maxMessageSize: number;
  /** RFC 8839 §5.3: we are a lite agent. */
  readonly iceLite?: boolean;
  /** Default 5000. */
  readonly sctpPort?: number;
  /** `a=sctp-init` of ours, the same whenever it is asked for. Default: there is none. */
  readonly sctpInit?: () => string;
  /** Those that are not stopped, in the order in which they were made. */
  readonly transceivers: readonly TransceiverState[];
  /** Of `a=ssrc` lines (RFC 7022): one for the connection's life. */
  readonly cname: string;
  /** What new transports are to be called: something may have gathered by that name. Default: random credentials. */
  readonly localIce?: IceCredentials | undefined;
}

export interface OfferOptions extends JsepOptions {
  /** New ICE credentials for every transport (W3C RTCOfferOptions.iceRestart, or `restartIce()` was called). */
  readonly iceRestart?: boolean;
  /** A data channel has been created, so there must be a data section. An existing one stays in any case. */
  readonly data: boolean;
  /** There must be one in any case, before those of media (webrtc-extensions, `alwaysNegotiateDataChannels`). */
  readonly dataFirst?: boolean;
}

/** A description that has been applied. */
export interface AppliedDescription {
  readonly type: Exclude<SdpType, 'rollback'>;
  /** The text as it was applied; `currentText` adds what came since. */
  readonly sdp: string;
  readonly groups: readonly BundleGroup[];
  /** As they were applied; `whole` adds what came since. */
  readonly sections: readonly Section[];
  /** The lines that came since, by section: see `trickled.ts`. Empty until one comes. */
  readonly trickled: readonly (readonly string[])[];
  /** Of `a=ice-options`, anywhere. */
  readonly iceOptions: readonly string[];
  /** `a=extmap-allow-mixed`, for the session or in every section (RFC 8285 §6). */
  readonly mixedExtensions: boolean;
}

/** A description that we wrote. */
export interface Generated {
  readonly sdp: string;
  /** What the text says, if all of it is ours: then it need not be read. Media has names that the application chose. */
  readonly model: SessionDescription | undefined;
}

/** A transport as the session knows it. */
export interface TransportRecord {
  readonly id: TransportId;
  /** Its BUNDLE tag. */
  readonly mid: string;
  readonly mids: readonly string[];
  readonly localIce: IceCredentials;
  readonly remoteIce: RemoteIce | undefined;
  readonly iceRole: 'controlling' | 'controlled';
  readonly dtlsRole: 'client' | 'server' | undefined;
  readonly remoteFingerprints: readonly Fingerprint[];
  /** `a=tls-id` of both sides (RFC 8842 §4), where there is one. */
  readonly localTlsId: string | undefined;
  readonly remoteTlsId: string | undefined;
}

/** The data section as negotiated. */
export interface DataRecord {
  readonly mid: string;
  readonly transportId: TransportId;
  readonly localPort: number;
  readonly remotePort: number;
  readonly maxMessageSize: number;
}

/** Values drawn for a section that is offered or answered but not applied: drawn once, so that asking twice is idempotent. */
export interface Draft {
  readonly mid: string;
  readonly ice: IceCredentials;
  readonly tlsId: string;
}

/** What a rollback returns to. */
export interface StableState {
  readonly transports: readonly TransportRecord[];
  readonly data: DataRecord | undefined;
  readonly canTrickle: boolean | null;
}

export interface JsepSession {
  readonly signalingState: SignalingState;
  readonly currentLocal: AppliedDescription | null;
  readonly pendingLocal: AppliedDescription | null;
  readonly currentRemote: AppliedDescription | null;
  readonly pendingRemote: AppliedDescription | null;
  /** W3C [[LastCreatedOffer]] and [[LastCreatedAnswer]]; empty if none. */
  readonly lastCreatedOffer: string;
  readonly lastCreatedAnswer: string;
  /** Transceivers by the mid that the last created offer proposes for them (RFC 9429 §5.2.1: "a 'proposed' MID"). */
  readonly proposedMids: ReadonlyMap<string, number>;
  /** Of the `o=` line of everything we generate. */
  readonly sessionId: string;
  /** The last version generated, applied or not. */
  readonly sessionVersion: number;
  /** What was generated with it in this exchange. */
  readonly lastGenerated: Generated | undefined;
  readonly transports: readonly TransportRecord[];
  readonly nextTransportId: TransportId;
  readonly data: DataRecord | undefined;
  /** What payload types and extension ids have meant in finished exchanges; at most one entry for each number. */
  readonly payloadTypes: ReadonlyMap<number, string>;
  readonly extensionIds: ReadonlyMap<number, string>;
  /** By mid: rids of the peer that we took when the section last received; none for sections without. */
  readonly receivedRids: ReadonlyMap<string, readonly Rid[]>;
  /** One for each section that has any. */
  readonly drafts: readonly Draft[];
  /** W3C `canTrickleIceCandidates`. */
  readonly canTrickle: boolean | null;
  /** Present unless stable. */
  readonly rollbackTo: StableState | undefined;
}

/** A map of whatever kind without entries: sessions do not change, so all of them share it. */
export const NOTHING: ReadonlyMap<never, never> = new Map<never, never>();

/** No drafts; shared likewise. */
export const NO_DRAFTS: readonly Draft[] = [];

/** A connection that has negotiated nothing. */
export function createSession(random: Random): JsepSession {
  return {
    signalingState: 'stable',
    currentLocal: null,
    pendingLocal: null,
    currentRemote: null,
    pendingRemote: null,
    lastCreatedOffer: '',
    lastCreatedAnswer: '',
    proposedMids: NOTHING,
    // RFC 9429 §5.2.1: "… generating a 64-bit quantity with the highest bit set to zero and the remaining 63 bits being
    // cryptographically random."
    sessionId: (randomU64(random) & 0x7fff_ffff_ffff_ffffn).toString(),
    sessionVersion: 0,
    lastGenerated: undefined,
    transports: [],
    nextTransportId: 0,
    data: undefined,
    payloadTypes: NOTHING,
    extensionIds: NOTHING,
    receivedRids: NOTHING,
    drafts: NO_DRAFTS,
    canTrickle: null,
    rollbackTo: undefined,
  };
}

/**
 * The session with these changes, the last of which count. V8 copies a spread of so many members one by one into a store
 * that grows each time, which takes three times the memory of members that are written out, and there are twenty sessions
 * until a connection is up.
 */
export function changed(session: JsepSession, ...changes: readonly Partial<JsepSession>[]): JsepSession {
  const copy: JsepSession = {
    signalingState: session.signalingState,
    currentLocal: session.currentLocal,
    pendingLocal: session.pendingLocal,
    currentRemote: session.currentRemote,
    pendingRemote: session.pendingRemote,
    lastCreatedOffer: session.lastCreatedOffer,
    lastCreatedAnswer: session.lastCreatedAnswer,
    proposedMids: session.proposedMids,
    sessionId: session.sessionId,
    sessionVersion: session.sessionVersion,
    lastGenerated: session.lastGenerated,
    transports: session.transports,
    nextTransportId: session.nextTransportId,
    data: session.data,
    payloadTypes: session.payloadTypes,
    extensionIds: session.extensionIds,
    receivedRids: session.receivedRids,
    drafts: session.drafts,
    canTrickle: session.canTrickle,
    rollbackTo: session.rollbackTo,
  };
  return Object.assign(copy, ...changes) as JsepSession;
}

/** The session of a closed connection: nothing can be applied, descriptions stay readable. */
export function closeSession(session: JsepSession): JsepSession {
  return changed(session, { signalingState: 'closed' });
}

/** All descriptions that are in force or pending. */
export function appliedDescriptions(session: JsepSession): AppliedDescription[] {
  const { currentLocal, pendingLocal, currentRemote, pendingRemote } = session;
  return [currentLocal, pendingLocal, currentRemote, pendingRemote].filter(one => one !== null);
}

/** The answer that concluded the last negotiation, of either side. */
export function negotiatedAnswer(session: JsepSession): AppliedDescription | undefined {
  const { currentLocal, currentRemote } = session;
  if (currentLocal === null || currentRemote === null) return undefined;
  return currentLocal.type === 'answer' ? currentLocal : currentRemote;
}

/** Whether both have the same user name fragment and password. */
export function sameIce(a: IceCredentials | undefined, b: IceCredentials | undefined): boolean {
  return a?.ufrag === b?.ufrag && a?.pwd === b?.pwd;
}

/**
 * The transport of a BUNDLE group, or of a section alone: that of its tag, else, if the tag is another one now, that which the
 * rest of the group uses.
 */
export function transportOf(
  transports: readonly TransportRecord[],
  tag: string,
  group: readonly string[],
): TransportRecord | undefined {
  return (
    transports.find(({ mid }) => mid === tag) ??
    transports.find(({ mids }) => mids.includes(tag)) ??
    transports.find(({ mids, dtlsRole }) => dtlsRole !== undefined && mids.some(mid => group.includes(mid)))
  );
}

/** Our section that has the transport's credentials and the candidates gathered with them. */
export function sectionWith(
  session: JsepSession,
  { mid, localIce }: Pick<TransportRecord, 'mid' | 'localIce'>,
): Section | undefined {
  const local = session.pendingLocal ?? session.currentLocal;
  const sections = local === null ? [] : whole(local).sections;
  const matching = sections.filter(section => section.ice !== undefined && sameIce(section.ice, localIce));
  return matching.find(section => section.mid === mid) ?? matching.find(({ candidates }) => candidates.length > 0);
}

/** What changes when an exchange leaves `stable`: what a rollback returns to is remembered. */
export function beginExchange(session: JsepSession): Pick<JsepSession, 'rollbackTo'> {
  if (session.signalingState !== 'stable') return { rollbackTo: session.rollbackTo };
  const { transports, data, canTrickle } = session;
  return { rollbackTo: { transports, data, canTrickle } };
}
