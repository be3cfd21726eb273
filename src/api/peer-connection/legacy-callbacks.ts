/** The callback forms of the promise methods (W3C webrtc-pc §4.4.3, Legacy Interface Extensions). */

import { callback } from '../../webidl/index.ts';
import type { ConnectionSlots } from './slots.ts';

/** Called with the result, in the old form of a method. */
export type SuccessCallback<T> = (value: T) => unknown;
/** Called with the reason, in the old form of a method. */
export type ErrorCallback = (error: DOMException) => unknown;

/** Runs the operation, tells the first callback or the second, and answers a promise that is fulfilled at once. */
export function settleWith<T>(
  connection: ConnectionSlots,
  callbacks: readonly unknown[],
  context: string,
  operation: () => Promise<T>,
): Promise<void> {
  const success = callback(callbacks[0], `${context}: successCallback`) as (value: T) => unknown;
  const failure = callback(callbacks[1], `${context}: failureCallback`) as (error: unknown) => unknown;
  operation().then(
    value => invoke(connection, () => success(value)),
    (error: unknown) => invoke(connection, () => failure(error)),
  );
  return Promise.resolve();
}

/** WebIDL §3.12, "invoke a callback function": what it throws is reported, and stops nobody. */
function invoke(connection: ConnectionSlots, call: () => unknown): void {
  try {
    call();
  } catch (error) {
    connection.runtime.tasks.queue(() => {
      throw error;
    });
  }
}
