#!/usr/bin/env node
/** `npx purertc`: the commands of this package. */

import { argv, exit, stderr, stdout } from 'node:process';
import { commandLine } from './command-line.ts';

void commandLine(argv.slice(2), {
  write: text => void stdout.write(text),
  complain: text => void stderr.write(text),
}).then(code => {
  // A server goes on, and ends by a signal.
  if (code !== undefined) exit(code);
});
