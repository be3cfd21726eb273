/** The programs of this machine that interop tests need, and what to do where one is absent. */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';

const NAMES = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  firefox: ['firefox-esr', 'firefox'],
  coturn: ['turnserver'],
  ffmpeg: ['ffmpeg'],
  ffprobe: ['ffprobe'],
  go: ['go'],
  ip: ['ip'],
  openssl: ['openssl'],
} as const;

export type Program = keyof typeof NAMES;

/** Where it is, if it is: on the PATH, or where an environment variable such as `CHROMIUM` says. */
export function locate(program: Program): string | undefined {
  const told = process.env[program.toUpperCase()];
  if (told !== undefined) return told;
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  for (const name of NAMES[program]) {
    for (const folder of folders) {
      try {
        const path = join(folder, name);
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined;
}

/** Says in one line why a test does not run; with `CI` set that is an error. Answers whether it can run. */
export function present(t: TestContext, ...programs: readonly Program[]): boolean {
  const missing = programs.filter(program => locate(program) === undefined);
  return missing.length === 0 || absent(t, `${missing.join(' and ')} not installed`);
}

export function absent(t: TestContext, reason: string): false {
  t.skip(absence(reason));
  return false;
}

/** The same for a whole file, as the option of its tests; `reason` is undefined where nothing is missing. */
export function skipping(reason: string | undefined): string | false {
  return reason === undefined ? false : absence(reason);
}

function absence(reason: string): string {
  if (process.env['CI']) throw new Error(`${reason}, and CI is set`);
  return reason;
}
