/**
 * One UDP port for thousands: what a connection costs on a shared endpoint and with a port each, with ICE's own timing,
 * `node --expose-gc dist-test/bench/endpoint.js [connections]`; default 2,000 from two processes, a tenth of them killed
 * and replaced. Each way has a server process of its own, so that neither finds the memory of the other.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Crowd, type CrowdReport } from '../test/interop/harness/crowd.ts';

const WAYS = ['one port', 'a port each'] as const;

const connections = Number(process.argv[2] ?? 2000);
const way = WAYS.find(each => each === process.argv[3]);

if (way !== undefined) {
  await measure(way);
} else {
  for (const each of WAYS) {
    const server = fork(fileURLToPath(import.meta.url), [`${connections}`, each], { execArgv: ['--expose-gc'] });
    const [code] = await once(server, 'exit');
    if (code !== 0) process.exitCode = 1;
  }
}

async function measure(name: (typeof WAYS)[number]): Promise<void> {
  const tenth = Math.round(connections / 10);
  const crowd = await Crowd.open(name === 'one port', {});
  show(name, await crowd.connect(Math.ceil(connections / 2), Math.floor(connections / 2)));
  const victims = crowd.invite(tenth);
  await crowd.until(() => crowd.echoed === connections + tenth);
  victims.kill('SIGKILL');
  await once(victims, 'exit');
  await crowd.connect(tenth);
  await crowd.until(() => crowd.connections.size === connections + tenth);
  console.log(`  after a tenth was killed and replaced: ${crowd.connections.size} connections, ${left(crowd)}`);
  await crowd.close();
  console.log(`  after close: ${left(crowd)}`);
}

function left({ endpoint }: Crowd): string {
  return endpoint === undefined ? 'no endpoint' : JSON.stringify(endpoint.stats);
}

function show(name: string, report: CrowdReport): void {
  const { milliseconds, cpuMilliseconds, residentBytes, heapBytes } = report;
  console.log(
    `${name}: ${report.connections} connections, each ${milliseconds.toFixed(2)} ms, ${cpuMilliseconds.toFixed(2)} ms of ` +
      `processor time, ${(residentBytes / 1024).toFixed(1)} KiB resident, ${(heapBytes / 1024).toFixed(1)} KiB heap and buffers`,
  );
}
