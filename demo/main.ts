/** `npm start`: the demo in a browser, or with `--loopback` between two Node processes in the terminal. */

import { parseArgs } from 'node:util';
import { runLoopback } from './loopback.ts';
import { startServer } from './server.ts';

const USAGE = `npm start -- [options]

  --port <n>     serve the page on this port (default 8080, or any free port if that is taken)
  --loopback     no browser: two Node processes, a file both ways, in this terminal
  --size <MiB>   size of that file (default 100)
  --help         this text`;

/** Conventional for a program ended by Ctrl-C. */
const EXIT_INTERRUPTED = 130;

await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      loopback: { type: 'boolean', default: false },
      size: { type: 'string', default: '100' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
  } else if (values.loopback) {
    const size = within(values.size, 'size', 1, 1024);
    process.exitCode = (await runLoopback(size << 20)) ? 0 : 1;
  } else {
    await serve(values.port === undefined ? undefined : within(values.port, 'port', 0, 65535));
  }
}

async function serve(port: number | undefined): Promise<void> {
  const server = await startServer(port, line => console.log(line));
  console.log(`PureRTC demo: open ${server.url} in a browser. Ctrl-C ends it.`);
  process.once('SIGTERM', () => void server.close());
  process.once('SIGINT', () => {
    console.log('\nclosing every connection…');
    process.once('SIGINT', () => process.exit(EXIT_INTERRUPTED));
    void server.close();
  });
}

function within(text: string, name: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  console.error(`--${name} wants a whole number from ${least} to ${most}\n\n${USAGE}`);
  process.exit(2);
}
