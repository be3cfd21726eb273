/** Broken invariants of ours, never of the peer: these throw, and the driver closes the transport they came from. */

/** Thrown when the code contradicts itself. Never reachable by a peer's bytes or a caller's arguments. */
export class AssertionError extends Error {
  override readonly name: string = 'AssertionError';
}

/** Throws {@link AssertionError} unless `condition` holds. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Marks the branch that an exhaustive `switch` cannot reach. */
export function unreachable(value: never): never {
  throw new AssertionError(`Unreachable value: ${String(value)}`);
}

/** Narrows away `undefined` where an invariant of ours says that the value is there. */
export function defined<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new AssertionError(message);
  return value;
}
