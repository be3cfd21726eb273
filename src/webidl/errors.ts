/** `DOMException` by name (WebIDL §2.8.1), and the `TypeError` messages of bindings. */

export type DOMExceptionName =
  | 'AbortError'
  | 'DataError'
  | 'InvalidAccessError'
  | 'InvalidCharacterError'
  | 'InvalidModificationError'
  | 'InvalidStateError'
  | 'NetworkError'
  | 'NotFoundError'
  | 'NotSupportedError'
  | 'OperationError'
  | 'SyntaxError'
  | 'UnknownError';

export function domException(name: DOMExceptionName, message: string): DOMException {
  return new DOMException(message, name);
}

/** WebIDL §3.7.7, step 4 of "create an operation function": too few arguments. */
export function requireArguments(given: number, required: number, operation: string): void {
  if (given >= required) return;
  const noun = required === 1 ? 'argument' : 'arguments';
  throw new TypeError(`${operation}: ${required} ${noun} required, but only ${given} present.`);
}
