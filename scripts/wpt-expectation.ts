/**
 * A run of the web-platform-tests against `test/wpt/expectation.json`: `npm run wpt -- FOLDER`, with the runner's folder.
 *
 * What counts is a subtest that applies to Node and that a browser passes. Each one that we do not pass has to be listed
 * with its reason; one that is listed and passes fails the check as well, so that the list only becomes shorter.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './sources.ts';

interface Expectation {
  readonly file: string;
  readonly subtest: string;
  readonly reason: string;
}

interface Results {
  readonly files: Readonly<Record<string, FileResult | undefined>>;
}

interface FileResult {
  readonly status: string;
  readonly subtests: Readonly<Record<string, { readonly status: string } | undefined>>;
}

/** Those that may fail in a run, for their own timers. */
const UNSTEADY = /^depends on time/;

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: npm run wpt -- FOLDER');
const read = <T>(...path: readonly string[]): T => JSON.parse(readFileSync(join(...path), 'utf8')) as T;

const expected = read<readonly Expectation[]>(ROOT, 'test/wpt/expectation.json');
const inapplicable = read<Readonly<Record<string, string>>>(folder, 'not-applicable.json');
const ours = read<Results>(folder, 'results/ours.json');
const browsers = readdirSync(join(folder, 'results'))
  .filter(file => /^(?:chromium|firefox)\.json$/.test(file))
  .map(file => read<Results>(folder, 'results', file));

const reasons = new Map(expected.map(({ file, subtest, reason }) => [key(file, subtest), reason]));
const problems: string[] = [];
const failed = new Set<string>();
let passed = 0;
for (const file of new Set(browsers.flatMap(({ files }) => Object.keys(files)))) {
  if (inapplicable[file] !== undefined) continue;
  if (/HANG|CRASH/.test(ours.files[file]?.status ?? '')) problems.push(`${file}: ${ours.files[file]?.status}`);
  for (const subtest of passedByABrowser(file)) {
    if (passes(ours, file, subtest)) passed++;
    else failed.add(key(file, subtest));
  }
}
for (const name of failed) if (!reasons.has(name)) problems.push(`fails, and is not listed: ${name}`);
for (const [name, reason] of reasons) {
  if (!failed.has(name) && !UNSTEADY.test(reason)) problems.push(`listed, but does not fail: ${name}`);
}
for (const problem of problems.sort()) console.error(problem);
const total = passed + failed.size;
console.log(
  `wpt: ${passed} of ${total} subtests that a browser passes, ${expected.length} listed, ${problems.length} problems`,
);
if (problems.length > 0) process.exitCode = 1;

function passedByABrowser(file: string): Set<string> {
  const names = browsers.flatMap(({ files }) => Object.keys(files[file]?.subtests ?? {}));
  return new Set(names.filter(name => browsers.some(browser => passes(browser, file, name))));
}

function passes({ files }: Results, file: string, subtest: string): boolean {
  return files[file]?.subtests[subtest]?.status === 'PASS';
}

function key(file: string, subtest: string): string {
  return `${file} | ${subtest}`;
}
