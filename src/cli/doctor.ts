/** `purertc doctor`: says how this machine connects, why it would not, and what to do about it. */

import { parseArgs } from 'node:util';
import type { ServerUrl } from '../ice/index.ts';
import { nodeRuntime } from '../node/runtime.ts';
import type { Output } from './command-line.ts';
import { diagnose } from './doctor/diagnose.ts';
import type { Order } from './doctor/examine.ts';
import { examine, serverUrl } from './doctor/examine.ts';
import { report } from './doctor/report.ts';
import { fileText, UsageError } from './usage.ts';

const HELP = `npx purertc doctor: asks STUN and TURN servers how this machine connects, and says what it means

  --turn url            turn:host[:port][?transport=udp|tcp] or turns:host[:port]; may be repeated.
                        UDP, TCP and TLS are all tried
  --username text       for the TURN servers
  --credential text
  --stun url            stun:host[:port]; may be repeated. Two of them tell what kind of NAT there is;
                        with neither --stun nor --turn two public servers are asked
  --ca file             PEM: trusts this authority in place of the system's for TURN over TLS
  --json                prints findings and verdict as JSON

The exit code is 0 if connections should work, 1 if something is to be done.
`;

/** Who is asked where nobody is named. */
const PUBLIC_SERVERS = ['stun:stun.l.google.com:19302', 'stun:stun.cloudflare.com:3478'];

const OPTIONS = {
  turn: { type: 'string', multiple: true },
  stun: { type: 'string', multiple: true },
  username: { type: 'string' },
  credential: { type: 'string' },
  ca: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values;
}

export async function doctor(args: readonly string[], output: Output): Promise<number> {
  const values = parse(args);
  if (values.help === true) {
    output.write(HELP);
    return 0;
  }
  const order = orderOf(values);
  // Its sockets and timers would not keep the process alive.
  nodeRuntime.tasks.hold();
  const findings = await examine(order, nodeRuntime).finally(() => nodeRuntime.tasks.release());
  const diagnosis = diagnose(findings);
  if (values.json === true) output.write(`${JSON.stringify({ ...diagnosis, findings }, undefined, 2)}\n`);
  else output.write(report(findings, diagnosis));
  return diagnosis.ok ? 0 : 1;
}

function orderOf({ turn = [], stun, username, credential, ca }: ReturnType<typeof parse>): Order {
  if (turn.length > 0 && (username === undefined || credential === undefined)) {
    throw new UsageError('--turn wants --username and --credential');
  }
  return {
    turn: turn.map(text => urlOf('turn', text)),
    stun: (stun ?? (turn.length > 0 ? [] : PUBLIC_SERVERS)).map(text => urlOf('stun', text)),
    username: username ?? '',
    credential: credential ?? '',
    authorities: ca === undefined ? undefined : [fileText('ca', ca)],
  };
}

function urlOf(kind: 'stun' | 'turn', text: string): ServerUrl {
  const url = serverUrl(text, kind);
  if (url === undefined) throw new UsageError(`--${kind} wants a ${kind}: URL, not "${text}"`);
  return url;
}
