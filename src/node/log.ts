/**
 * The logger port over `NODE_DEBUG`: `NODE_DEBUG=purertc` prints everything, `NODE_DEBUG=purertc:ice` one scope.
 *
 * The variable is read here, as `debuglog` of `node:util` reads it, for that of Bun and Deno differs.
 */

import type { Logger, LogLevel } from '../base/log.ts';

const patterns = (process.env.NODE_DEBUG ?? '').split(',').map(name => {
  const literal = name.trim().replace(/[|\\{}()[\]^$+?.]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*')}$`, 'i');
});
const isOn = (name: string): boolean => patterns.some(pattern => pattern.test(name));

const everything = isOn('purertc');
const anyScope = everything || /(^|,)\s*purertc/i.test(process.env.NODE_DEBUG ?? '');
const scopes = new Map<string, boolean>();

function isScopeOn(scope: string): boolean {
  let on = scopes.get(scope);
  if (on === undefined) {
    on = isOn(`purertc:${scope}`);
    scopes.set(scope, on);
  }
  return on;
}

export const nodeLog: Logger = {
  enabled: () => anyScope,
  log: (level: LogLevel, scope: string, text: string): void => {
    if (!everything && !isScopeOn(scope)) return;
    process.stderr.write(`PURERTC:${scope.toUpperCase()} ${process.pid}: ${level} ${scope}: ${text}\n`);
  },
};
