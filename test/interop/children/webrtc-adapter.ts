/** `webrtc-adapter` over `purertc/global`: loads, takes us for no browser that it knows, and changes nothing. */

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import '../../../src/global/index.ts';

interface Adapter {
  readonly browserDetails: { readonly browser: string; readonly version: number | null };
}

const scope = globalThis as unknown as Record<string, unknown>;
const names = Object.getOwnPropertyNames(scope).filter(name => /^(RTC|Media)/.test(name));
const before = members();
const loaded = createRequire(import.meta.url)('webrtc-adapter') as Adapter & { default?: Adapter };
const { browserDetails } = loaded.default ?? loaded;
assert.deepEqual(browserDetails, { browser: 'Not a browser.', version: null });
assert.deepEqual(members(), before);
assert.ok(names.length > 25);
console.log(`${before.length} members untouched`);

/** Every member of every interface, by identity. */
function members(): [string, PropertyDescriptor | undefined][] {
  return names.flatMap(name => {
    const { prototype } = scope[name] as { prototype: object };
    return Object.getOwnPropertyNames(prototype).map((member): [string, PropertyDescriptor | undefined] => [
      `${name}.${member}`,
      Object.getOwnPropertyDescriptor(prototype, member),
    ]);
  });
}
