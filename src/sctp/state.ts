/** The states of an association (RFC 9260 §4). */

export type AssociationState =
  | 'closed'
  | 'cookie-wait'
  | 'cookie-echoed'
  | 'established'
  | 'shutdown-pending'
  | 'shutdown-sent'
  | 'shutdown-received'
  | 'shutdown-ack-sent';

/** States in which DATA of ours may leave (RFC 9260 §4, §9.2). */
export function carriesData(state: AssociationState): boolean {
  return state === 'established' || state === 'shutdown-pending' || state === 'shutdown-received';
}

/** States in which the peer's DATA is taken. */
export function takesData(state: AssociationState): boolean {
  return state === 'established' || state === 'shutdown-pending' || state === 'shutdown-sent';
}

/** States in which something of ours may still be acknowledged. */
export function takesSack(state: AssociationState): boolean {
  return takesData(state) || state === 'shutdown-received' || state === 'shutdown-ack-sent';
}
