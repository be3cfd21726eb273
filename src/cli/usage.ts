/** A command that was called wrongly, and the numbers and files that options name. */

import { readFileSync } from 'node:fs';

/** The message is for the user. */
export class UsageError extends Error {}

/** A whole number between `least` and `most`; undefined if the option was not given. */
export function wholeNumber(option: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${option} wants a whole number from ${least} to ${most}, not "${text}"`);
}

export function fileText(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--${option}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
