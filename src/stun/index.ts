/**
 * STUN (RFC 8489): messages, attributes, integrity, client transactions.
 *
 * @module purertc/stun
 */

export type { StreamFraming } from '../base/stream-splitter.ts';
export * from './attributes.ts';
export type { IntegrityAlgorithm, NonceFeatures } from './integrity.ts';
export {
  longTermKey,
  nonceFeatures,
  opaqueString,
  PASSWORD_ALGORITHM_MD5,
  PASSWORD_ALGORITHM_SHA256,
  shortTermKey,
  userHash,
  verifyIntegrity,
} from './integrity.ts';
export type { Protection, ReceivedMessage, StunAttribute, StunClass, StunMessage } from './message.ts';
export { isStunMessage, MAGIC_COOKIE, METHOD, readMessage, STUN_HEADER_LENGTH, writeMessage } from './message.ts';
export { MESSAGE_FRAMING } from './stream-framing.ts';
export type { TransactionOptions, TransactionState } from './transaction.ts';
export {
  ClientTransaction,
  DEFAULT_FINAL_WAIT,
  DEFAULT_MAX_REQUESTS,
  DEFAULT_RTO,
  sameTransactionId,
  transactionKey,
} from './transaction.ts';
