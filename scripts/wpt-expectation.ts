/**
 * A run of the web-platform-tests against `test/wpt/expectation.json`: `npm run wpt -- FOLDER`, with the runner's folder.
 *
 * What counts is a subtest that applies to Node and that a browser passes. Each one that we do not pass has to be listed
 * with its reason; one that is listed and passes fails the check as well, so that the list only becomes shorter. `--table`
 * prints the numbers of `test/wpt/README.md`.
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

/** How a reason begins that says that today's specification wants something else. */
const CONTRADICTS = /^(?:contradicts|never runs)\b/;

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
if (process.argv.includes('--table')) console.log(table());
if (problems.length > 0) process.exitCode = 1;

/** By folder: what we pass of all that applies, what Chromium does, and what is listed of the latter. */
function table(): string {
  const chromium = read<Results>(folder as string, 'results/chromium.json');
  const rows = new Map<string, [ours: number, chromium: number, contradicting: number, lacking: number]>();
  for (const file of Object.keys({ ...chromium.files, ...ours.files })) {
    if (inapplicable[file] !== undefined) continue;
    const name = file.slice(0, file.indexOf('/'));
    const row = rows.get(name) ?? [0, 0, 0, 0];
    rows.set(name, row);
    const subtests = { ...chromium.files[file]?.subtests, ...ours.files[file]?.subtests };
    for (const subtest of Object.keys(subtests)) {
      if (passes(ours, file, subtest)) row[0]++;
      if (!passes(chromium, file, subtest)) continue;
      row[1]++;
      const reason = reasons.get(key(file, subtest));
      if (reason !== undefined) row[CONTRADICTS.test(reason) ? 2 : 3]++;
    }
  }
  const lines = [...rows].map(([name, row]) => `| ${name} | ${[...row, row[1] - row[2] - row[3]].join(' | ')} |`);
  return lines.sort().join('\n');
}

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
