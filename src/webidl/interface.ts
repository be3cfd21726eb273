/** What a JavaScript class lacks to be a WebIDL interface (WebIDL §3.7): enumerable members, a string tag, brands. */

/** The name that only our own code has: an interface without a constructor is made with it. */
export const CONSTRUCT: unique symbol = Symbol('construct');

/** WebIDL §3.7.1: an interface object without a constructor operation throws when it is called or constructed. */
export function requireConstructKey(key: unknown): void {
  if (key !== CONSTRUCT) throw new TypeError('Illegal constructor');
}

// oxlint-disable-next-line typescript/no-unsafe-function-type
type InterfaceObject = Function & { readonly prototype: object };

/**
 * Makes the class an interface object: attributes and operations become enumerable, and the prototype gets its
 * `Symbol.toStringTag`. Call it in a `static` block, once.
 *
 * @param hidden Names of members that are ours and no part of the interface.
 */
export function defineInterface(interfaceObject: InterfaceObject, name: string, hidden: readonly string[] = []): void {
  const own = new Set(['constructor', 'prototype', 'length', 'name', ...hidden]);
  for (const target of [interfaceObject.prototype, interfaceObject]) {
    for (const key of Object.getOwnPropertyNames(target)) {
      const descriptor = Object.getOwnPropertyDescriptor(target, key);
      if (own.has(key) || descriptor === undefined || !descriptor.configurable) continue;
      Object.defineProperty(target, key, { ...descriptor, enumerable: true });
    }
  }
  Object.defineProperty(interfaceObject.prototype, Symbol.toStringTag, { value: name, configurable: true });
}

/** WebIDL §3.7.7: an operation that answers a promise never throws; it rejects. */
export function promiseOperation<T>(steps: () => Promise<T>): Promise<T> {
  try {
    return steps();
  } catch (error) {
    return Promise.reject(error as Error);
  }
}
