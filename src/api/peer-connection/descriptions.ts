/** What the algorithms of a connection ask of an applied description. */

import type { AppliedDescription } from '../../jsep/index.ts';

/** Whether the description has a section for data, accepted or not. */
export function hasDataSection(description: AppliedDescription | null): boolean {
  return description !== null && description.sections.some(section => section.carries === 'sctp');
}

/** The section for data, unless it is rejected. */
export function dataSection(description: AppliedDescription | null): { readonly mid: string } | undefined {
  return description?.sections.find(section => section.carries === 'sctp' && !section.rejected);
}

/** The text without its `o=` line, whose version grows with every description we make. */
export function withoutOrigin(sdp: string): string {
  return sdp.replace(/^o=.*$/m, '');
}
