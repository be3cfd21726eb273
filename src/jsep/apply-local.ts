/** setLocalDescription (RFC 9429 §5.5, §5.9, §5.11). */

import { applyAnswer } from './apply-answer.ts';
import { groupOf } from './bundle.ts';
import { type DescriptionResult, readDescription, readModel } from './description.ts';
import { refuse } from './errors.ts';
import type { TransceiverState } from './media-plan.ts';
import type { Section } from './media-section.ts';
import type { ApplyResult, TransportPlan } from './plan.ts';
import { planLocalOffer } from './plan-media.ts';
import { emptyPlan, idlePlan } from './plan-parts.ts';
import type { AppliedDescription, JsepSession, TransportRecord } from './session.ts';
import { beginExchange, changed, NO_DRAFTS, sameIce, transportOf } from './session.ts';
import { nextSignalingState } from './signaling-state.ts';
import { verifyAnswer, verifyReoffer } from './validate.ts';

/**
 * Applies what createOffer or createAnswer gave. `sdp` must be exactly that text (W3C webrtc-pc §4.4.1.5: else
 * InvalidModificationError); an empty `sdp` is the last created one, and the owner creates it first if there is none.
 */
export function applyLocal(
  session: JsepSession,
  type: 'offer' | 'pranswer' | 'answer',
  sdp: string,
  transceivers: readonly TransceiverState[],
): ApplyResult {
  const created = type === 'offer' ? session.lastCreatedOffer : session.lastCreatedAnswer;
  if (sdp !== '' && sdp !== created) {
    // RFC 9429 §5.4: "The SDP returned from createOffer or createAnswer MUST NOT be changed before passing it to
    // setLocalDescription."
    return refuse('invalid-modification', `The ${type} is not the one that was created last`);
  }
  if (nextSignalingState(session.signalingState, 'local', type) === undefined) {
    return refuse('invalid-state', `A local ${type} in signaling state ${session.signalingState}`);
  }
  if (created === '') return refuse('operation', `No ${type} has been created`);
  const offer = session.pendingRemote;
  const read = readCreated(session, type, created);
  if (!read.ok) return read;
  const { description } = read;
  if (type === 'offer') return applyOffer(session, description, transceivers);
  if (offer === null) return refuse('invalid-state', 'A local answer without a remote offer');
  return verifyAnswer(offer, description) ?? applyAnswer(session, true, offer, description, transceivers);
}

/** What was created last: from what it was written from, if that is still there. */
function readCreated(
  { pendingRemote, lastGenerated }: JsepSession,
  type: 'offer' | 'pranswer' | 'answer',
  created: string,
): DescriptionResult {
  const fallbackMid = (index: number): string => pendingRemote?.sections[index]?.mid ?? '';
  return lastGenerated?.model !== undefined && lastGenerated.sdp === created
    ? readModel(type, created, lastGenerated.model, fallbackMid)
    : readDescription(type, created, fallbackMid);
}

function applyOffer(
  session: JsepSession,
  offer: AppliedDescription,
  transceivers: readonly TransceiverState[],
): ApplyResult {
  const refusal = verifyReoffer(offer, [session.currentLocal, session.currentRemote]);
  if (refusal !== undefined) return refusal;
  const plans: TransportPlan[] = [];
  let transports = session.transports;
  let { nextTransportId } = session;
  for (const section of offer.sections) {
    // RFC 9429 §5.9: gather for a new section "unless it is definitively being bundled"
    // What shares a transport has its credentials from the session level at most.
    const { ice } = section;
    if (section.rejected || section.bundleOnly || ice === undefined) continue;
    if (!section.hasOwnIce) continue;
    const record = transportOfSection(transports, offer, section);
    if (record === undefined) {
      const created = newTransport(nextTransportId++, section, offer);
      transports = transports.concat(created);
      plans.push(idlePlan(created, section.index, { create: true, iceRole: created.iceRole, gather: true }));
    } else if (!sameIce(record.localIce, ice)) {
      // RFC 9429 §5.9: "… if the ICE ufrag and password values have changed, trigger the ICE agent to start an ICE restart
      // …, and begin gathering new candidates"
      const mids = [section.mid, ...record.mids.filter(mid => mid !== section.mid)];
      const restarted: TransportRecord = { ...record, mid: section.mid, mids, localIce: ice };
      transports = transports.map(one => (one.id === record.id ? restarted : one));
      plans.push(idlePlan(restarted, section.index, { iceRestart: true, gather: true }));
    }
  }
  return {
    ok: true,
    session: changed(session, beginExchange(session), {
      signalingState: 'have-local-offer',
      pendingLocal: offer,
      transports,
      nextTransportId,
      drafts: NO_DRAFTS,
    }),
    plan: {
      ...emptyPlan('have-local-offer'),
      transports: plans,
      media: planLocalOffer(session, offer, transports, transceivers),
    },
  };
}

/** The transport that the section goes on with; undefined if it is to have a new one. */
function transportOfSection(
  transports: readonly TransportRecord[],
  offer: AppliedDescription,
  section: Section,
): TransportRecord | undefined {
  const group = groupOf(offer.groups, section.mid);
  // Only the tag of a group takes over what the group has.
  const record = transportOf(transports, section.mid, group?.[0] === section.mid ? group : []);
  // RFC 8842 §5.2: a new association has a new tls-id.
  return record?.localTlsId === section.tlsId ? record : undefined;
}

function newTransport(id: number, section: Section, offer: AppliedDescription): TransportRecord {
  const group = groupOf(offer.groups, section.mid);
  const bundled = offer.sections.filter(one => one.bundleOnly && group?.[0] === section.mid && group.includes(one.mid));
  return {
    id,
    mid: section.mid,
    mids: [section.mid].concat(bundled.map(({ mid }) => mid)),
    localIce: section.ice as NonNullable<Section['ice']>,
    remoteIce: undefined,
    // RFC 8445 §6.1.1: "The initiating agent … MUST take the controlling role"
    iceRole: 'controlling',
    dtlsRole: undefined,
    remoteFingerprints: [],
    localTlsId: section.tlsId,
    remoteTlsId: undefined,
  };
}
