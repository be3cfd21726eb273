/**
 * `npm run hostile -- [--seconds n] [--seed n] [--rate n] [--insider]`: attack an open connection for so long; with
 * `--insider` it is the peer itself that does, in virtual time.
 */

import { parseArgs } from 'node:util';
import { insiderSoak } from '../test/hostile/insider-soak.ts';
import { hostileSoak } from '../test/hostile/soak.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    rate: { type: 'string', default: '2' },
    insider: { type: 'boolean', default: false },
  },
});

const seconds = Number(values.seconds);
const rate = Number(values.rate);
if (!(seconds > 0 && rate > 0)) throw new RangeError('--seconds and --rate want positive numbers');
const seed = values.seed === undefined ? Date.now() >>> 0 : Number(values.seed) >>> 0;

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;

async function fromOutside(): Promise<number> {
  console.log(`seed ${seed}, ${seconds} s, ${rate} hostile datagrams to each real one`);
  const report = await hostileSoak({
    seed,
    milliseconds: seconds * 1_000,
    rate,
    progress: ({ injected, messages, restarts, video }) => {
      if (messages % 5_000 !== 0) return;
      console.log(
        `${messages} echoes, ${video.returned} pictures, ${injected} hostile datagrams, ${restarts} restarts`,
      );
    },
  });
  console.log(
    `${report.messages} echoes intact, ${report.video.returned} of ${report.video.sent} pictures and ` +
      `${report.audio.returned} of ${report.audio.sent} audio frames back, ${report.injected} hostile datagrams, ` +
      `${report.restarts} ICE restarts`,
  );
  return report.heapEnd - report.heapStart;
}

function fromInside(): number {
  console.log(`seed ${seed}, ${seconds} s of a peer that holds the keys`);
  const report = insiderSoak({ seed, milliseconds: seconds * 1_000, progress: text => console.log(text) });
  console.log(
    `${report.cycles} times ${report.attacks} attacks, ${report.packets} hostile packets, ${report.pictures} pictures, ` +
      `longest freeze ${Math.round(report.longestFreeze)} ms; ${megabytes(report.mostHeld)} held at most (${report.mostHeldBy})`,
  );
  console.log(`dropped: ${report.dropped}`);
  return report.memoryEnd - report.memoryStart;
}

const growth = values.insider ? fromInside() : await fromOutside();
console.log(Number.isNaN(growth) ? 'memory not measured (no --expose-gc)' : `memory grew by ${megabytes(growth)}`);
if (growth > 16 * 1_048_576) {
  console.error('Memory grew: something hostile was kept.');
  process.exitCode = 1;
}
