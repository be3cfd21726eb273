/** BUNDLE (RFC 9143, RFC 9429 §4.1.1): groups, their tags, and who needs a transport of its own. */

import { trimmed } from '../base/arrays.ts';
import { parseGroup } from '../sdp/attributes/group.ts';
import type { SessionDescription } from '../sdp/model.ts';
import { attributeValues } from '../sdp/model.ts';
import type { Section } from './media-section.ts';
import type { BundlePolicy } from './session.ts';

/** Mids of one BUNDLE group; the first is its tag. */
export type BundleGroup = readonly string[];

/** A description as far as bundling is concerned. */
export interface Bundled {
  readonly groups: readonly BundleGroup[];
  readonly sections: readonly Section[];
}

export function readBundleGroups(description: SessionDescription): readonly BundleGroup[] {
  const groups: BundleGroup[] = [];
  for (const value of attributeValues(description.attributes, 'group')) {
    const group = parseGroup(value);
    if (group?.semantics === 'BUNDLE' && group.mids.length > 0) groups.push(group.mids);
  }
  return trimmed(groups);
}

export function groupOf(groups: readonly BundleGroup[], mid: string): BundleGroup | undefined {
  for (const group of groups) if (group.includes(mid)) return group;
  return undefined;
}

/** The section whose transport a section uses: the tagged one of its group, or itself. */
export function taggedSection(description: Bundled, section: Section): Section {
  const tag = groupOf(description.groups, section.mid)?.[0];
  if (tag === undefined || tag === section.mid) return section;
  return description.sections.find(({ mid }) => mid === tag) ?? section;
}

/** The section with the transport parameters of the tagged one, if it has none of its own (RFC 9143 §7.1.3). */
export function withTransport(description: Bundled, section: Section): Section {
  if (section.ice !== undefined) return section;
  const { ice, lite, fingerprints, setup, tlsId, endOfCandidates } = taggedSection(description, section);
  return { ...section, ice, lite, fingerprints, setup, tlsId, endOfCandidates };
}

/**
 * How each section of an offer gets its transport.
 *
 * `own`: with transport parameters. `bundle-only`: port zero, none, usable if the peer bundles. `bundled`: none, since
 * bundling has been negotiated.
 */
export type OfferedTransport = 'own' | 'bundle-only' | 'bundled';

/**
 * Decides for all sections that an offer keeps or adds, in order. `negotiated`: the groups of the offer, if bundling has been
 * negotiated; `established`: the sections that the last answer accepted.
 */
export function offeredTransports(
  policy: BundlePolicy,
  sections: readonly { readonly mid: string; readonly kind: string }[],
  negotiated: readonly BundleGroup[] | undefined,
  established: ReadonlySet<string>,
): OfferedTransport[] {
  const kinds = new Set<string>();
  return sections.map(({ mid, kind }, index) => {
    const first = !kinds.has(kind);
    kinds.add(kind);
    const group = negotiated && groupOf(negotiated, mid);
    // RFC 9429 §5.2.2: "… if bundling has been negotiated, unbundling is no longer possible, and media sections will not
    // be marked as bundle-only."
    if (group !== undefined) return group[0] === mid ? 'own' : 'bundled';
    // What the peer has taken out of its group keeps the transport it has.
    if (negotiated !== undefined || established.has(mid)) return 'own';
    switch (policy) {
      case 'max-compat':
        return 'own';
      case 'balanced':
        // RFC 9429 §4.1.1: "The second and any subsequent 'm=' sections of each type will be marked as bundle-only."
        return first ? 'own' : 'bundle-only';
      case 'max-bundle':
        // RFC 9429 §4.1.1: "… all streams other than the first will be marked as bundle-only."
        return index === 0 ? 'own' : 'bundle-only';
    }
  });
}

/** Whether the bundle policy lets an answer accept a section of an offer (RFC 9429 §5.3.1). */
export function policyAccepts(policy: BundlePolicy, offer: Bundled, section: Section): boolean {
  if (policy === 'max-compat') return true;
  // RFC 9429 §5.3.1: reject if "… this is not the first 'm=' section [for this media type, if balanced] or in the same
  // bundle group as" that one.
  // A rejected section, left over from one that was stopped, is no measure.
  const first = offer.sections.find(one => !one.rejected && (policy === 'max-bundle' || one.kind === section.kind));
  if (first === undefined || first.index === section.index) return true;
  return groupOf(offer.groups, section.mid)?.includes(first.mid) ?? false;
}
