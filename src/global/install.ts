/** Puts the W3C's interfaces where browser programs look for them: on the global object, and `navigator.mediaDevices`. */

import type { MediaDevices } from '../media/index.ts';

/** What a program may find on its global object: classes by the names of their interfaces. */
export type Interfaces = Readonly<Record<string, unknown>>;

/** What goes on `navigator` (W3C mediacapture-streams §9.1, §10.6). */
export interface NavigatorMembers {
  readonly mediaDevices: MediaDevices;
  /** The callback form, which the specification keeps for old programs. */
  readonly getUserMedia?: unknown;
}

/**
 * Answers whether anything was installed: where there is an `RTCPeerConnection` already (a browser, a second call) all
 * is left as it is, for half of one implementation and half of another do not work together.
 */
export function install(scope: object, interfaces: Interfaces, navigator: NavigatorMembers): boolean {
  if ('RTCPeerConnection' in scope) return false;
  for (const [name, value] of Object.entries(interfaces)) define(scope, name, value);
  // Node has a navigator since version 21, Bun and Deno always: with members of its own, which stay.
  const existing: unknown = Reflect.get(scope, 'navigator');
  const target = typeof existing === 'object' && existing !== null ? existing : {};
  for (const [name, value] of Object.entries(navigator)) if (!(name in target)) define(target, name, value);
  if (target !== existing) define(scope, 'navigator', target);
  return true;
}

/** WebIDL §3.7.1: the property of an interface object is writable and configurable, and not enumerable. */
function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, enumerable: false, configurable: true });
}
