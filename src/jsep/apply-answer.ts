/** What an answer, provisional or final, of either side settles (RFC 9429 §5.11; RFC 9143 §7.4; RFC 8842 §5; RFC 8841 §10). */

import { trimmed } from '../base/arrays.ts';
import type { Setup } from '../sdp/attributes/transport.ts';
import { continuesAssociation, roleOf, sameFingerprints } from './association.ts';
import { groupOf, withTransport } from './bundle.ts';
import { removeCandidates } from './description-text.ts';
import type { Refusal } from './errors.ts';
import { refuse } from './errors.ts';
import { rememberExtensions } from './header-extensions.ts';
import type { TransceiverState } from './media-plan.ts';
import type { Section } from './media-section.ts';
import { rememberPayloadTypes } from './payload-types.ts';
import type { ApplyResult, DataPlan, RemoteIce, TransportPlan } from './plan.ts';
import { planAnswer } from './plan-media.ts';
import { closingPlan, emptyPlan, remoteCandidatesOf } from './plan-parts.ts';
import type { AppliedDescription, DataRecord, JsepSession, TransportRecord } from './session.ts';
import { changed, NO_DRAFTS, sameIce, transportOf } from './session.ts';
import { rememberRids } from './simulcast.ts';
import { whole, withoutLines } from './trickled.ts';

/** Offer and answer of one exchange, seen from here. */
interface Exchange {
  readonly session: JsepSession;
  readonly answererIsLocal: boolean;
  readonly local: AppliedDescription;
  readonly remote: AppliedDescription;
  readonly answer: AppliedDescription;
}

/** Sections that share a transport: `tag` names the one whose parameters count. */
interface Path {
  readonly tag: string;
  readonly mids: readonly string[];
  readonly local: Section;
  readonly remote: Section;
}

interface Settled {
  readonly record: TransportRecord;
  readonly plans: readonly TransportPlan[];
  readonly replaced: boolean;
}

/** Applies the verified answer to `session`, whose pending descriptions hold its offer. */
export function applyAnswer(
  session: JsepSession,
  answererIsLocal: boolean,
  offer: AppliedDescription,
  answer: AppliedDescription,
  transceivers: readonly TransceiverState[],
): ApplyResult {
  const local = answererIsLocal ? answer : offer;
  const remote = answererIsLocal ? offer : answer;
  const exchange: Exchange = { session, answererIsLocal, local, remote: whole(remote), answer };
  const kept: TransportRecord[] = [];
  const plans: TransportPlan[] = [];
  let settledLocal = local;
  let { nextTransportId } = session;
  for (const path of pathsOf(exchange)) {
    const settled = settle(exchange, path, nextTransportId);
    if ('ok' in settled) return settled;
    kept.push(settled.record);
    plans.push(...settled.plans);
    if (settled.record.id === nextTransportId) nextTransportId++;
    if (settled.replaced) settledLocal = withoutCandidates(settledLocal, path.local.index);
  }
  const isFinal = answer.type === 'answer';
  const dropped = session.transports.filter(
    record => !kept.some(({ id }) => id === record.id) && !plans.some(({ id }) => id === record.id),
  );
  // RFC 9429 §5.11: a rejected section's "ICE components" are discarded, "unless a non-rejected 'm=' section is bundled with"
  // it; RFC 9143 §7.4: so are those of sections that came to share another's. Nothing is final before the answer is.
  if (isFinal) plans.push(...dropped.map(closingPlan));
  const { data, plan } = settleData(exchange, kept, isFinal);
  const transports = isFinal ? trimmed(kept) : kept.concat(dropped);
  const common: Partial<JsepSession> = { transports, nextTransportId, data, drafts: NO_DRAFTS };
  const changes = isFinal
    ? concluded(session, settledLocal, remote)
    : provisional(answererIsLocal, settledLocal, remote);
  return {
    ok: true,
    session: changed(session, common, changes),
    plan: {
      ...emptyPlan(isFinal ? 'stable' : answererIsLocal ? 'have-local-pranswer' : 'have-remote-pranswer'),
      transports: plans,
      data: plan,
      media: planAnswer(session, answererIsLocal, local, remote, kept, transceivers),
    },
  };
}

function concluded(session: JsepSession, local: AppliedDescription, remote: AppliedDescription): Partial<JsepSession> {
  const hasMedia = local.sections.some(({ rtp }) => rtp !== undefined);
  return {
    signalingState: 'stable',
    currentLocal: local,
    pendingLocal: null,
    currentRemote: remote,
    pendingRemote: null,
    lastCreatedOffer: '',
    lastCreatedAnswer: '',
    // What is generated next might differ, for there are two descriptions now: it has the next version in any case.
    lastGenerated: undefined,
    rollbackTo: undefined,
    payloadTypes: hasMedia ? rememberPayloadTypes(session, [local, remote]) : session.payloadTypes,
    extensionIds: hasMedia ? rememberExtensions(session, [local, remote]) : session.extensionIds,
    receivedRids: hasMedia ? rememberRids(session, local) : session.receivedRids,
  };
}

function provisional(
  answererIsLocal: boolean,
  local: AppliedDescription,
  remote: AppliedDescription,
): Partial<JsepSession> {
  return {
    signalingState: answererIsLocal ? 'have-local-pranswer' : 'have-remote-pranswer',
    pendingLocal: local,
    pendingRemote: remote,
  };
}

/** Accepted sections by the transport they use. */
function pathsOf({ local, remote, answer }: Exchange): Path[] {
  const paths: Path[] = [];
  for (const section of answer.sections) {
    if (section.rejected) continue;
    const group = groupOf(answer.groups, section.mid);
    const tag = group?.[0] ?? section.mid;
    if (paths.some(path => path.tag === tag)) continue;
    const index = answer.sections.findIndex(({ mid }) => mid === tag);
    const mids = group?.filter(mid => answer.sections.some(one => one.mid === mid && !one.rejected)) ?? [tag];
    paths.push({
      tag,
      mids: trimmed(mids),
      local: withTransport(local, local.sections[index] as Section),
      remote: withTransport(remote, remote.sections[index] as Section),
    });
  }
  return paths;
}

/** Settles one transport: the one there is, a new one, or a new one in the place of one whose peer is another now. */
function settle(exchange: Exchange, path: Path, newId: number): Settled | Refusal {
  const { session, remote } = exchange;
  const { ice } = path.remote;
  if (ice === undefined || path.local.ice === undefined) {
    return refuse('invalid-access', `m= section "${path.tag}" has no ICE credentials`);
  }
  const remoteIce: RemoteIce = { ufrag: ice.ufrag, pwd: ice.pwd, lite: path.remote.lite };
  const record = transportOf(session.transports, path.tag, path.mids);
  const remoteCandidates = remoteCandidatesOf(remote, path.tag, path.mids);
  const { endOfCandidates } = path.remote;
  if (record === undefined) {
    return create(exchange, path, remoteIce, newId, roleFor(exchange, remoteIce));
  }
  if (record.dtlsRole !== undefined && !continuesAssociation(record, path.remote)) {
    if (sameIce(record.remoteIce, remoteIce)) {
      // RFC 9429 §5.11: "If a DTLS connection needs to be torn down but the answer does not indicate an ICE restart …, an
      // error MUST be generated."
      return refuse('invalid-access', `The peer of "${path.tag}" changed its fingerprint without an ICE restart`);
    }
    const created = create(exchange, path, remoteIce, newId, record.iceRole);
    return { record: created.record, plans: [closingPlan(record), ...created.plans], replaced: true };
  }
  const refusal = verifyRestart(exchange, path, record, remoteIce);
  if (refusal !== undefined) return refusal;
  // RFC 9429 §5.8.3: "… MUST be consistent with the selected role of the current DTLS connection, if one exists and is
  // being continued." Firefox answers `active` whatever its role is, so a continued association keeps its roles and
  // the attribute of the peer's answer is not looked at; ours is right by construction.
  const role = record.dtlsRole ?? roleOf(setupOf(exchange, path), exchange.answererIsLocal);
  const iceRestart = !sameIce(record.localIce, path.local.ice);
  const iceRole = remoteIce.lite && record.iceRole === 'controlled' ? 'controlling' : undefined;
  const settled: TransportRecord = {
    id: record.id,
    mid: path.tag,
    mids: path.mids,
    localIce: path.local.ice,
    remoteIce,
    iceRole: iceRole ?? record.iceRole,
    dtlsRole: role,
    remoteFingerprints: path.remote.fingerprints,
    localTlsId: path.local.tlsId,
    remoteTlsId: path.remote.tlsId,
  };
  const started =
    record.dtlsRole !== undefined && sameFingerprints(record.remoteFingerprints, path.remote.fingerprints);
  const plan: TransportPlan = {
    id: record.id,
    mid: path.tag,
    index: path.local.index,
    mids: path.mids,
    create: false,
    iceRole,
    localIce: path.local.ice,
    iceRestart,
    remoteIce: iceRestart || !sameIce(record.remoteIce, remoteIce) ? remoteIce : undefined,
    remoteCandidates,
    endOfCandidates,
    dtls: started ? undefined : { role, remoteFingerprints: path.remote.fingerprints },
    gather: iceRestart,
    close: false,
  };
  return { record: settled, plans: [plan], replaced: false };
}

function create(
  exchange: Exchange,
  path: Path,
  remoteIce: RemoteIce,
  id: number,
  iceRole: 'controlling' | 'controlled',
): Settled {
  const localIce = path.local.ice as NonNullable<Section['ice']>;
  const role = roleOf(setupOf(exchange, path), exchange.answererIsLocal);
  const remoteFingerprints = path.remote.fingerprints;
  return {
    record: {
      id,
      mid: path.tag,
      mids: path.mids,
      localIce,
      remoteIce,
      iceRole,
      dtlsRole: role,
      remoteFingerprints,
      localTlsId: path.local.tlsId,
      remoteTlsId: path.remote.tlsId,
    },
    plans: [
      {
        id,
        mid: path.tag,
        index: path.local.index,
        mids: path.mids,
        create: true,
        iceRole,
        localIce,
        iceRestart: false,
        remoteIce,
        remoteCandidates: remoteCandidatesOf(exchange.remote, path.tag, path.mids),
        endOfCandidates: path.remote.endOfCandidates,
        dtls: { role, remoteFingerprints },
        gather: true,
        close: false,
      },
    ],
    replaced: false,
  };
}

/** RFC 8445 §6.1.1: the offerer of the first exchange is controlling; a full agent is, towards a lite one. */
function roleFor(exchange: Exchange, remoteIce: RemoteIce): 'controlling' | 'controlled' {
  return !exchange.answererIsLocal || remoteIce.lite ? 'controlling' : 'controlled';
}

function setupOf(exchange: Exchange, path: Path): Setup {
  return (exchange.answererIsLocal ? path.local.setup : path.remote.setup) as Setup;
}

/** An ICE restart takes both sides, and only the offerer begins one (RFC 9429 §5.10, RFC 8839 §4.4.3.1). */
function verifyRestart(
  { session }: Exchange,
  path: Path,
  record: TransportRecord,
  remoteIce: RemoteIce,
): Refusal | undefined {
  const before = session.rollbackTo?.transports.find(({ id }) => id === record.id);
  if (before?.remoteIce === undefined) return undefined;
  const localRestarts = !sameIce(before.localIce, path.local.ice);
  const remoteRestarts = !sameIce(before.remoteIce, remoteIce);
  if (localRestarts === remoteRestarts) return undefined;
  // RFC 9429 §5.10: "… check to see if the current local description is an ICE restart, and if not, generate an error", and
  // "If the current local description indicates an ICE restart but neither the ICE ufrag nor the password has changed from
  // the previous remote description …, generate an error."
  return refuse('invalid-access', `Only one side restarts ICE for "${path.tag}"`);
}

/** The description without candidates of a transport that was replaced: they led to the old one. */
function withoutCandidates(description: AppliedDescription, index: number): AppliedDescription {
  return {
    ...withoutLines(description, index),
    sdp: removeCandidates(description.sdp, index),
    sections: description.sections.map(section =>
      section.index === index ? { ...section, candidates: [], endOfCandidates: false } : section,
    ),
  };
}

/** The data channel association: started, adjusted, ended, or as it was. */
function settleData(
  exchange: Exchange,
  transports: readonly TransportRecord[],
  isFinal: boolean,
): { readonly data: DataRecord | undefined; readonly plan: DataPlan | undefined } {
  const { session, local, remote, answer } = exchange;
  const section = answer.sections.find(one => !one.rejected && one.isData);
  const transport = section && transports.find(({ mids }) => mids.includes(section.mid));
  if (section === undefined || transport === undefined) return endData(exchange, isFinal);
  const localSection = local.sections[section.index] as Section;
  const remoteSection = remote.sections[section.index] as Section;
  const before = session.data;
  const start = before === undefined || before.transportId !== transport.id;
  const data: DataRecord = {
    mid: section.mid,
    transportId: transport.id,
    // An association that goes on keeps its ports.
    localPort: start ? localSection.sctpPort : before.localPort,
    remotePort: start ? remoteSection.sctpPort : before.remotePort,
    maxMessageSize: remoteSection.maxMessageSize,
  };
  if (!start && before.mid === data.mid && before.maxMessageSize === data.maxMessageSize) {
    return { data: before, plan: undefined };
  }
  const inits = start ? exchangedInits(localSection.sctpInit, remoteSection.sctpInit) : undefined;
  return { data, plan: Object.assign({ start, closed: false, inits }, data) };
}

function exchangedInits(local: string | undefined, remote: string | undefined): DataPlan['inits'] {
  // libdatachannel before 0.25 answers with the line of the offer, as with all that it does not know, and means nothing by it.
  if (local === undefined || remote === undefined || local === remote) return undefined;
  return { local, remote };
}

function endData(
  { session, answer }: Exchange,
  isFinal: boolean,
): { readonly data: DataRecord | undefined; readonly plan: DataPlan | undefined } {
  if (!isFinal) return { data: session.data, plan: undefined };
  if (session.data !== undefined)
    return { data: undefined, plan: { ...session.data, start: false, inits: undefined, closed: true } };
  // An offered section that never came to be.
  const offered = answer.sections.find(section => section.rejected && section.carries === 'sctp');
  const transport = offered && session.transports.find(({ mids }) => mids.includes(offered.mid));
  if (offered === undefined || transport === undefined) return { data: undefined, plan: undefined };
  return {
    data: undefined,
    plan: {
      mid: offered.mid,
      transportId: transport.id,
      start: false,
      localPort: 0,
      remotePort: 0,
      inits: undefined,
      maxMessageSize: 0,
      closed: true,
    },
  };
}
