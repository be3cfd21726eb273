/** Which command is meant, and what to say if none is. */

import { NAME, VERSION } from '../version.ts';
import { doctor } from './doctor.ts';
import { turn } from './turn.ts';
import { UsageError } from './usage.ts';

/** Where a command speaks. */
export interface Output {
  write(text: string): void;
  complain(text: string): void;
}

/** Answers the exit code; undefined if it goes on running. */
export type Command = (args: readonly string[], output: Output) => Promise<number | undefined>;

/** As of sysexits(3). */
const USAGE = 64;

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['doctor', doctor],
  ['turn', turn],
]);

const HELP = `${NAME} ${VERSION}: WebRTC in pure TypeScript

  npx purertc doctor    say how this machine connects: STUN, TURN over UDP, TCP and TLS, NAT
  npx purertc turn      run a STUN and TURN server

  npx purertc <command> --help tells the options of each.
`;

export async function commandLine(args: readonly string[], output: Output): Promise<number | undefined> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    output.write(HELP);
    return 0;
  }
  if (name === '--version' || name === '-v') {
    output.write(`${VERSION}\n`);
    return 0;
  }
  const command = COMMANDS.get(name);
  if (command === undefined) {
    output.complain(`purertc has no command "${name}".\n\n${HELP}`);
    return USAGE;
  }
  try {
    return await command(rest, output);
  } catch (error) {
    if (!isUsage(error)) throw error;
    output.complain(`${error.message}\n`);
    return USAGE;
  }
}

/** `parseArgs` complains with errors of its own. */
function isUsage(error: unknown): error is Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return error instanceof UsageError || code.startsWith('ERR_PARSE_ARGS');
}
