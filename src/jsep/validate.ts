/** Checks of a description by itself, against its predecessors and against its offer (RFC 9429 §5.8.3, RFC 3264, 9143, 8842). */

import { areIceParameters } from '../ice/credentials.ts';
import { groupOf, taggedSection } from './bundle.ts';
import type { Refusal } from './errors.ts';
import { refuse } from './errors.ts';
import type { Section } from './media-section.ts';
import type { RtpSection } from './rtp-section.ts';
import type { AppliedDescription } from './session.ts';

/** What is wrong with a description in itself; undefined if nothing is. */
export function verify(description: AppliedDescription): Refusal | undefined {
  return (
    verifyGroups(description) ?? firstRefusal(description.sections, section => verifySection(description, section))
  );
}

function firstRefusal(
  sections: readonly Section[],
  check: (section: Section) => Refusal | undefined,
): Refusal | undefined {
  for (const section of sections) {
    const refusal = check(section);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function verifyGroups(description: AppliedDescription): Refusal | undefined {
  const mids = new Map<string, Section>();
  for (const section of description.sections) {
    // RFC 5888 §4: "The identification-tag MUST be unique within an SDP session description."
    if (mids.has(section.mid)) return refuse('invalid-access', `Two m= sections have the mid "${section.mid}"`);
    mids.set(section.mid, section);
  }
  const grouped = new Set<string>();
  for (const group of description.groups) {
    for (const mid of group) {
      if (!mids.has(mid)) return refuse('invalid-access', `A BUNDLE group names "${mid}", which no m= section is`);
      // RFC 9143 §7: "… an 'm=' section MUST NOT be associated with more than one BUNDLE group at any given time."
      if (grouped.has(mid)) return refuse('invalid-access', `"${mid}" is in more than one BUNDLE group`);
      grouped.add(mid);
    }
    // RFC 9143 §7.3.4: a rejected section "MUST NOT" have its mid in the group of an answer; without its tag a group has
    // no transport.
    if (description.type !== 'offer' && mids.get(group[0] as string)?.rejected === true) {
      return refuse('invalid-access', `The tag "${group[0]}" of a BUNDLE group is rejected`);
    }
  }
  return undefined;
}

/** RFC 9429 §5.8.3: "For each 'm=' section, valid values for each of the mandatory-to-use features … MUST be present." */
function verifySection(description: AppliedDescription, section: Section): Refusal | undefined {
  if (section.rejected || section.carries === 'other') return undefined;
  if (section.ice !== undefined && !areIceParameters(section.ice)) {
    return refuse('invalid-access', `ice-ufrag or ice-pwd of ${name(section)} does not follow RFC 8839`);
  }
  if (section.setup === 'holdconn' || (description.type !== 'offer' && section.setup === 'actpass')) {
    // RFC 5763 §5 rules holdconn out; RFC 8842 §5.3: an answer is active or passive.
    return refuse('invalid-access', `a=setup:${section.setup} is not allowed in ${name(section)}`);
  }
  const wrong = section.rtp === undefined ? undefined : verifyRtp(section, section.rtp);
  if (wrong !== undefined) return wrong;
  // RFC 9143 §7.1.3: transport attributes are left out of sections that use the transport of another.
  if (section.bundleOnly || taggedSection(description, section) !== section) return undefined;
  if (section.ice === undefined) return refuse('invalid-access', `${name(section)} has no ice-ufrag and ice-pwd`);
  if (section.fingerprints.length === 0) return refuse('invalid-access', `${name(section)} has no fingerprint`);
  if (section.setup === undefined) return refuse('invalid-access', `${name(section)} has no setup`);
  if (section.carries === 'rtp' && !section.rtcpMux) {
    // RFC 9429 §5.8.3: "If the RTP/RTCP multiplexing policy is 'require', each 'm=' section MUST contain an 'a=rtcp-mux'
    // attribute." We have no other policy.
    return refuse('invalid-access', `${name(section)} does not use rtcp-mux`);
  }
  return undefined;
}

function verifyRtp(section: Section, { codecs, simulcast, rids }: RtpSection): Refusal | undefined {
  const ambiguous = codecs.find(({ payloadType }) => payloadType >= 64 && payloadType <= 95);
  if (ambiguous !== undefined) {
    // RFC 5761 §4: "RTP payload types in the range 64-95 MUST NOT be used."
    return refuse(
      'invalid-access',
      `Payload type ${ambiguous.payloadType} of ${name(section)} would be taken for RTCP`,
    );
  }
  for (const direction of ['send', 'recv'] as const) {
    for (const { rid } of simulcast?.[direction]?.flat() ?? []) {
      // RFC 9429 §5.8.3: "All rid-ids referenced in an 'a=simulcast' line MUST exist as 'a=rid' lines."
      if (!rids.some(one => one.id === rid && one.direction === direction)) {
        return refuse('invalid-access', `a=simulcast of ${name(section)} names "${rid}", which no a=rid is`);
      }
    }
  }
  return undefined;
}

function name({ index, mid }: Section): string {
  return `m= section ${index} (mid "${mid}")`;
}

/** What is wrong with a new offer after what has been negotiated; undefined if nothing is. */
export function verifyReoffer(
  offer: AppliedDescription,
  before: readonly (AppliedDescription | null)[],
): Refusal | undefined {
  const current = before.filter(description => description !== null);
  if (current.length === 0) return undefined;
  const count = Math.max(...current.map(({ sections }) => sections.length));
  if (offer.sections.length < count) {
    // RFC 3264 §8: "… if the previous SDP had N 'm=' lines, the new SDP MUST have at least N 'm=' lines."
    return refuse('invalid-access', `The offer has ${offer.sections.length} m= sections, after ${count}`);
  }
  return firstRefusal(offer.sections, section => {
    const there = current.map(({ sections }) => sections[section.index]).filter(one => one !== undefined);
    // RFC 3264 §8.2: a rejected section may be used anew, for anything.
    if (there.length === 0 || there.some(one => one.rejected)) return undefined;
    return there.every(one => one.mid === section.mid && one.kind === section.kind)
      ? undefined
      : refuse('invalid-access', `m= section ${section.index} changed its mid or kind`);
  });
}

/** What is wrong with an answer to an offer; undefined if nothing is. */
export function verifyAnswer(offer: AppliedDescription, answer: AppliedDescription): Refusal | undefined {
  // RFC 9429 §5.8.3: "… the number of 'm=' sections MUST exactly match the number of 'm=' sections in the associated
  // offer."
  if (answer.sections.length !== offer.sections.length) {
    return refuse(
      'invalid-access',
      `The answer has ${answer.sections.length} m= sections, the offer ${offer.sections.length}`,
    );
  }
  return (
    firstRefusal(answer.sections, section => {
      const offered = offer.sections[section.index] as Section;
      return verifyAnsweredSection(offered, section) ?? verifyAnsweredSetup(offer, answer, offered, section);
    }) ?? verifyAnsweredGroups(offer, answer)
  );
}

function verifyAnsweredSection(offered: Section, section: Section): Refusal | undefined {
  if (section.mid !== offered.mid) {
    return refuse('invalid-access', `m= section ${section.index} answers "${offered.mid}" with "${section.mid}"`);
  }
  // RFC 9429 §5.8.3: "… the media type and protocol values MUST exactly match". Between the names of one protocol we do
  // not distinguish: endpoints mix them up.
  if (section.kind !== offered.kind || section.carries !== offered.carries) {
    return refuse('invalid-access', `m= section ${section.index} changed its kind or protocol`);
  }
  if (offered.rejected && !section.rejected) {
    // RFC 3264 §6: what is offered with port zero is answered with port zero.
    return refuse('invalid-access', `m= section ${section.index} was offered with port zero`);
  }
  return undefined;
}

function verifyAnsweredSetup(
  offer: AppliedDescription,
  answer: AppliedDescription,
  offered: Section,
  section: Section,
): Refusal | undefined {
  // What a section says that uses the transport of another does not count (RFC 9143 §7.1.3).
  if (section.rejected || section.setup === undefined || taggedSection(answer, section) !== section) return undefined;
  const offeredSetup = offered.setup ?? taggedSection(offer, offered).setup;
  // RFC 4145 §4.1: active answers passive and passive active; actpass takes either.
  return offeredSetup === section.setup
    ? refuse('invalid-access', `a=setup:${section.setup} answers a=setup:${offeredSetup}`)
    : undefined;
}

function verifyAnsweredGroups(offer: AppliedDescription, answer: AppliedDescription): Refusal | undefined {
  for (const group of answer.groups) {
    const offered = groupOf(offer.groups, group[0] as string);
    // RFC 9143 §7.3: an answerer can only leave sections out of an offered group.
    if (offered === undefined || !group.every(mid => offered.includes(mid))) {
      return refuse('invalid-access', 'A BUNDLE group of the answer is not part of an offered one');
    }
  }
  return firstRefusal(answer.sections, section => {
    const offered = offer.sections[section.index] as Section;
    // RFC 9143 §6: a bundle-only section has no address of its own.
    return !section.rejected && offered.bundleOnly && groupOf(answer.groups, section.mid) === undefined
      ? refuse('invalid-access', `Bundle-only m= section ${section.index} was accepted outside of a BUNDLE group`)
      : undefined;
  });
}
