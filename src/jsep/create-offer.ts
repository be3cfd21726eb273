/** createOffer (RFC 9429 §5.2). */

import type { IceCredentials } from '../sdp/attributes/transport.ts';
import type { MediaSection } from '../sdp/model.ts';
import type { BundleGroup, OfferedTransport } from './bundle.ts';
import { groupOf, offeredTransports } from './bundle.ts';
import { draftFor } from './draft.ts';
import { refuse } from './errors.ts';
import { ExtensionIds } from './header-extensions.ts';
import type { Section } from './media-section.ts';
import { DEFAULT_SCTP_PORT } from './media-section.ts';
import { type OfferedNumbers, offeredMedia } from './offer-media.ts';
import type { Slot } from './offer-slots.ts';
import { establishedMids, negotiatedGroups, slotsOf } from './offer-slots.ts';
import { PayloadTypes } from './payload-types.ts';
import type { CreateResult } from './plan.ts';
import type { JsepSession, OfferOptions } from './session.ts';
import { changed, NOTHING, sameIce, sectionWith, transportOf } from './session.ts';
import { writeMediaSection } from './write-media-section.ts';
import type { WrittenSession, WrittenTransport } from './write-section.ts';
import { writeDataSection, writeDescription, writeRejectedSection } from './write-section.ts';

/** The offer for what is wanted now. Fails with `invalid-state` unless stable or have-local-offer. Applies nothing. */
export function createOffer(session: JsepSession, options: OfferOptions): CreateResult {
  if (session.signalingState !== 'stable' && session.signalingState !== 'have-local-offer') {
    return refuse('invalid-state', `createOffer in signaling state ${session.signalingState}`);
  }
  const slots = slotsOf(session, options);
  const alive = slots.filter(slot => !slot.rejected);
  const negotiated = negotiatedGroups(session, alive);
  const transports = offeredTransports(options.bundlePolicy, alive, negotiated, establishedMids(session, alive));
  // Maps for audio and video only: most connections of a process may carry data alone.
  let numbers: OfferedNumbers | undefined;
  let proposedMids: Map<string, number> | undefined;
  let next = session;
  let shared: WrittenTransport | undefined;
  const media: MediaSection[] = [];
  for (const slot of slots) {
    if (slot.rejected) {
      media.push(writeRejectedSection(slot.previous as Section, slot.mid));
      continue;
    }
    const kind = transports[alive.indexOf(slot)] as OfferedTransport;
    let transport: WrittenTransport | undefined;
    if (kind === 'own') {
      const group = groupOf(negotiated ?? [], slot.mid);
      ({ transport, session: next } = offeredTransport(next, slot, group, options, shared?.ice));
      shared ??= transport;
    }
    const { transceiver } = slot;
    if (transceiver === undefined) {
      media.push(offeredData(session, slot, options, transport, kind === 'bundle-only'));
      continue;
    }
    proposedMids ??= new Map();
    proposedMids.set(slot.mid, transceiver.key);
    numbers ??= { payloadTypes: new PayloadTypes(session), extensionIds: new ExtensionIds(session) };
    const written = offeredMedia(session, slot.mid, slot.previous, transceiver, numbers);
    media.push(
      writeMediaSection({ ...written, transport, bundleOnly: kind === 'bundle-only' }, transceiver, options.cname),
    );
  }
  const part: WrittenSession = {
    // RFC 9429 §5.2.1: the group "MUST include the mid identifiers of each 'm=' section".
    groups: negotiated ?? [alive.map(({ mid }) => mid)].filter(group => group.length > 0),
    // RFC 9429 §5.2.1: "An 'a=ice-options' line with the 'trickle' and 'ice2' options MUST be added"
    iceOptions: ['trickle', 'ice2'],
    iceLite: options.iceLite === true,
    mixedExtensions: alive.some(slot => slot.transceiver !== undefined),
    shared: transports.every(transport => transport === 'own') ? undefined : shared,
  };
  const written = writeDescription(next, part, media);
  return {
    ok: true,
    sdp: written.sdp,
    session: changed(written.session, { lastCreatedOffer: written.sdp, proposedMids: proposedMids ?? NOTHING }),
  };
}

function offeredData(
  { data }: JsepSession,
  { mid }: Slot,
  options: OfferOptions,
  transport: WrittenTransport | undefined,
  bundleOnly: boolean,
): MediaSection {
  return writeDataSection({
    mid,
    // RFC 9429 §5.2.1: "the <proto> field MUST be set to 'UDP/DTLS/SCTP' … <fmt> … to 'webrtc-datachannel'", and §5.1.2:
    // re-offers "MUST use the correct profile strings even if the initial offer/answer exchange used an (incorrect) older
    // profile string".
    protocol: 'UDP/DTLS/SCTP',
    formats: ['webrtc-datachannel'],
    legacy: false,
    port: data?.mid === mid ? data.localPort : (options.sctpPort ?? DEFAULT_SCTP_PORT),
    init: options.sctpInit?.(),
    maxMessageSize: options.maxMessageSize,
    transport,
    bundleOnly,
  });
}

function offeredTransport(
  session: JsepSession,
  slot: Slot,
  group: BundleGroup | undefined,
  options: OfferOptions,
  ice: IceCredentials | undefined,
): { transport: WrittenTransport; session: JsepSession } {
  const record =
    slot.previous === undefined && group === undefined
      ? undefined
      : transportOf(session.transports, slot.mid, group ?? []);
  // Endpoints compare credentials section by section to notice a restart. So all sections of an offer have the same (RFC 8839
  // §5.4 lets them stand at session level), and where a new section becomes the tag it is made a restart.
  const isTag = record !== undefined && sameIce(slot.previous?.ice, record.localIce);
  if (isTag && options.iceRestart !== true) {
    const known = sectionWith(session, record);
    return {
      session,
      transport: {
        ice: record.localIce,
        fingerprints: options.fingerprints,
        setup: 'actpass',
        tlsId: record.localTlsId,
        candidates: known?.candidates ?? [],
        endOfCandidates: known?.endOfCandidates ?? false,
      },
    };
  }
  const drafted = draftFor(session, slot.mid, options.random, ice ?? options.localIce);
  return {
    session: drafted.session,
    transport: {
      ice: drafted.draft.ice,
      fingerprints: options.fingerprints,
      // RFC 8842 §5.2: the offerer "SHOULD" offer both roles; an established one is kept by the answerer.
      setup: 'actpass',
      // RFC 8842 §5.2: a new value only for a new association; an ICE restart alone continues the present one.
      tlsId: record === undefined ? drafted.draft.tlsId : record.localTlsId,
      candidates: [],
      endOfCandidates: false,
    },
  };
}
