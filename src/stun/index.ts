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
export type { ReceivedMessage, StunAttribute, StunClass, StunMessage } from './message.ts';
export { isStunMessage, MAGIC_COOKIE, METHOD, PacketMessage, readMessage, STUN_HEADER_LENGTH } from './message.ts';
export type { Protection } from './message-writer.ts';
export { MessageWriter, writeMessage } from './message-writer.ts';
export { MESSAGE_FRAMING } from './stream-framing.ts';
export type { TransactionOptions, TransactionState } from './transaction.ts';
export {
  ClientTransaction,
  DEFAULT_FINAL_WAIT,
  DEFAULT_MAX_REQUESTS,
  DEFAULT_RTO,
  sameTransaction,
  sameTransactionId,
  transactionKey,
} from './transaction.ts';
