/** The descriptions of real browsers in `test/vectors/sdp-*.txt`. Tests run from the root of the repository. */

import { readFileSync } from 'node:fs';

export interface BrowserVector {
  readonly name: string;
  readonly offer: string;
  readonly candidates: readonly string[];
  readonly answer: string;
}

function readVector(name: string): BrowserVector {
  const text = readFileSync(`test/vectors/sdp-${name}.txt`, 'utf8');
  const [offer, rest] = text.split('\n\n# Trickled') as [string, string];
  const [candidates, answer] = rest.split('\n\n# Answer') as [string, string];
  const sdp = (part: string): string =>
    part
      .split(/\r?\n/)
      .filter(line => /^[a-z]=/.test(line))
      .map(line => `${line}\r\n`)
      .join('');
  return {
    name,
    offer: sdp(offer),
    candidates: candidates.split(/\r?\n/).filter(line => line.startsWith('candidate:')),
    answer: sdp(answer),
  };
}

export const BROWSERS: readonly BrowserVector[] = ['chromium', 'firefox'].map(readVector);
