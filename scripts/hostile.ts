/** `npm run hostile -- [--seconds n] [--seed n] [--rate n]`: attack an open connection for so long. */

import { parseArgs } from 'node:util';
import { hostileSoak } from '../test/hostile/soak.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    rate: { type: 'string', default: '2' },
  },
});

const seconds = Number(values.seconds);
const rate = Number(values.rate);
if (!(seconds > 0 && rate > 0)) throw new RangeError('--seconds and --rate want positive numbers');
const seed = values.seed === undefined ? Date.now() >>> 0 : Number(values.seed) >>> 0;

console.log(`seed ${seed}, ${seconds} s, ${rate} hostile datagrams to each real one`);
const report = await hostileSoak({
  seed,
  milliseconds: seconds * 1_000,
  rate,
  progress: ({ injected, messages, restarts, video }) => {
    if (messages % 5_000 !== 0) return;
    console.log(`${messages} echoes, ${video.returned} pictures, ${injected} hostile datagrams, ${restarts} restarts`);
  },
});
const growth = (report.heapEnd - report.heapStart) / 1_048_576;
console.log(
  `${report.messages} echoes intact, ${report.video.returned} of ${report.video.sent} pictures and ` +
    `${report.audio.returned} of ${report.audio.sent} audio frames back, ${report.injected} hostile datagrams, ${report.restarts} ICE restarts, ` +
    (Number.isNaN(growth) ? 'heap not measured (no --expose-gc)' : `heap grew by ${growth.toFixed(1)} MiB`),
);
if (growth > 16) {
  console.error('The heap grew: something that a stranger sent was kept.');
  process.exitCode = 1;
}
