/**
 * What was trickled into a description since it was applied (RFC 9429 §5.2.2, RFC 8838). It is kept beside the text and the
 * sections, and put in when somebody reads them: most candidates come and go without that.
 */

import { appendToSection, defaultDestination, setDestination } from './description-text.ts';
import type { Section } from './media-section.ts';
import type { AppliedDescription } from './session.ts';
import type { Side } from './signaling-state.ts';

/** Among the lines of a section (without `a=`): no more candidates come. */
export const END_OF_CANDIDATES = 'end-of-candidates';

const NO_LINES: readonly string[] = [];

/** The lines that were added to the section, in order: `candidate:…`, `end-of-candidates`. */
export function trickledLines(description: AppliedDescription, section: Section): readonly string[] {
  return description.trickled[section.index] ?? NO_LINES;
}

/** The description with nothing trickled into the section. */
export function withoutLines(description: AppliedDescription, index: number): AppliedDescription {
  return description.trickled[index] === undefined ? description : withLines(description, index, NO_LINES);
}

/** The description with these lines in the section of that index, and no others. */
export function withLines(
  description: AppliedDescription,
  index: number,
  lines: readonly string[],
): AppliedDescription {
  const { trickled, sections } = description;
  const before = trickled.length > 0 ? trickled : new Array<readonly string[]>(sections.length).fill(NO_LINES);
  return { ...description, trickled: before.with(index, lines) };
}

/** The description whose sections have what was trickled into them. */
export function whole(description: AppliedDescription): AppliedDescription {
  if (description.trickled.length === 0) return description;
  return { ...description, sections: description.sections.map(section => wholeSection(description, section)) };
}

function wholeSection(description: AppliedDescription, section: Section): Section {
  const lines = trickledLines(description, section);
  if (lines.length === 0) return section;
  return {
    ...section,
    candidates: section.candidates.concat(lines.filter(line => line !== END_OF_CANDIDATES)),
    endOfCandidates: section.endOfCandidates || lines.includes(END_OF_CANDIDATES),
  };
}

/** The text of a description with what was trickled into it. */
export function currentText(description: AppliedDescription, side: Side): string {
  let text = description.sdp;
  for (const section of description.sections) {
    const lines = trickledLines(description, section);
    if (lines.length === 0) continue;
    text = appendToSection(text, section.index, lines.map(line => `a=${line}`).join('\r\n'));
    if (side === 'local') text = withDestination(text, section, wholeSection(description, section).candidates);
  }
  return text;
}

/** Changed only if a candidate that was trickled is the default one now. */
function withDestination(text: string, section: Section, candidates: readonly string[]): string {
  const before = defaultDestination(section.candidates);
  // RFC 9429 §5.2.2: "Each 'm=' and 'c=' line MUST be filled in with the port, relevant RTP profile, and address of the
  // default candidate for the 'm=' section"
  const { address, port } = defaultDestination(candidates);
  return address === before.address && port === before.port ? text : setDestination(text, section.index, candidates);
}
