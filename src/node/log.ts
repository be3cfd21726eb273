/** The logger port over `NODE_DEBUG`: `NODE_DEBUG=purertc` prints everything, `NODE_DEBUG=purertc:ice` one scope. */

import { type DebugLogger, debuglog } from 'node:util';
import type { Logger, LogLevel } from '../base/log.ts';

const everything = debuglog('purertc');
const scopes = new Map<string, DebugLogger>();

function scoped(scope: string): DebugLogger {
  let logger = scopes.get(scope);
  if (logger === undefined) {
    logger = debuglog(`purertc:${scope}`);
    scopes.set(scope, logger);
  }
  return logger;
}

const anyScope = /(^|,|\s)purertc/i.test(process.env.NODE_DEBUG ?? '');

export const nodeLog: Logger = {
  enabled: () => anyScope,
  log: (level: LogLevel, scope: string, text: string): void => {
    const target = everything.enabled ? everything : scoped(scope);
    if (target.enabled) target('%s %s: %s', level, scope, text);
  },
};
