/** `npm run fuzz -- [--seconds n] [--target name]… [--seed n]`: fuzz every target for so long, in turn. */

import { parseArgs } from 'node:util';
import { runTarget, targetModules } from '../test/fuzz/runner.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    target: { type: 'string', multiple: true },
  },
});

const seconds = Number(values.seconds);
const seed = values.seed === undefined ? Date.now() >>> 0 : Number(values.seed) >>> 0;
const modules = targetModules();
const wanted = values.target ?? [...modules.keys()];

if (!(seconds > 0)) throw new RangeError('--seconds wants a positive number');
for (const name of wanted) {
  if (!modules.has(name)) throw new RangeError(`no target "${name}"; there are: ${[...modules.keys()].join(', ')}`);
}

console.log(`seed ${seed}, ${seconds} s for each of ${wanted.length} targets`);
for (const name of wanted) {
  const report = await runTarget(name, modules.get(name) as string, {
    seed,
    iterations: Number.POSITIVE_INFINITY,
    milliseconds: seconds * 1_000,
  });
  console.log(
    `${name.padEnd(24)} ${String(report.iterations).padStart(12)} inputs  ${report.findings.length} findings`,
  );
  for (const finding of report.findings) {
    process.exitCode = 1;
    console.log(`  ${finding.kind}: ${finding.text}\n  input (hex): ${finding.input}`);
  }
}
