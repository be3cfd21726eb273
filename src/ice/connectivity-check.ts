/** Connectivity checks as messages (RFC 8445 §7): the request that we send, the request that came, and both responses. */

import type { TransportAddress } from '../base/address.ts';
import { readU16 } from '../base/be.ts';
import type { Duration } from '../base/instant.ts';
import type { Random } from '../base/random.ts';
import { randomU64 } from '../base/random.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { PacketMessage, ReceivedMessage, TransactionOptions } from '../stun/index.ts';
import {
  ClientTransaction,
  DEFAULT_FINAL_WAIT,
  DEFAULT_MAX_REQUESTS,
  ERROR_CODE,
  hasAttribute,
  ICE_CONTROLLED,
  ICE_CONTROLLING,
  METHOD,
  MessageWriter,
  PRIORITY,
  readAttribute,
  UNKNOWN_ATTRIBUTES,
  USE_CANDIDATE,
  USERNAME,
  unknownAttributes,
  verifyIntegrity,
  writeAttribute,
  writeMessage,
  XOR_MAPPED_ADDRESS,
} from '../stun/index.ts';
import type { CandidateProtocol } from './candidate.ts';
import type { IceRole } from './events.ts';
import type { CandidatePair } from './pair.ts';
import { candidatePriority } from './priority.ts';

const COLON = 0x3a;

/** A check of ours on its way. */
export interface Check {
  readonly pair: CandidatePair;
  readonly transaction: ClientTransaction;
  /** A consent check (RFC 7675) decides nothing about the pair's state. */
  readonly consent: boolean;
  /** It carries USE-CANDIDATE. */
  readonly nominating: boolean;
  /** Our role when it was sent. */
  readonly role: IceRole;
  /** PRIORITY: what a peer-reflexive candidate that it discovers will have. */
  readonly priority: number;
}

/** The role of the agent and its tie-breaker, shared by its sessions. */
export interface RoleState {
  role: IceRole;
  tieBreaker: bigint;
}

/** RFC 8445 §6.1.1: a lite agent is controlled, and with the smallest tie-breaker it stays so, whatever its peer takes it for. */
export function firstRole(
  options: { readonly role: IceRole; readonly lite?: boolean | undefined },
  random: Random,
): RoleState {
  if (options.lite === true) return { role: 'controlled', tieBreaker: 0n };
  return { role: options.role, tieBreaker: randomU64(random) };
}

export interface CheckRequest {
  readonly transactionId: Uint8Array;
  /** `remote:local` seen from us: RFC 8445 §7.2.2, the peer's fragment first. */
  readonly username: string;
  readonly priority: number;
  readonly nominate: boolean;
  readonly role: RoleState;
  /** The peer's password as a key. */
  readonly key: Uint8Array;
}

/** One message is written at a time. */
const writer: MessageWriter = new MessageWriter();

export function writeCheck(request: CheckRequest, crypto: CryptoProvider): Uint8Array {
  const { role } = request;
  writer.begin('request', METHOD.binding, request.transactionId);
  writer.text(USERNAME.type, request.username);
  writer.u32(PRIORITY.type, request.priority);
  writer.u64(role.role === 'controlling' ? ICE_CONTROLLING.type : ICE_CONTROLLED.type, role.tieBreaker);
  // RFC 8445 §7.1.2: "The controlling agent MUST include the USE-CANDIDATE attribute in order to nominate a candidate pair"
  if (request.nominate) writer.flag(USE_CANDIDATE.type);
  return writer.finish({ integrityKey: request.key, fingerprint: true }, crypto);
}

/** RFC 8445 §7.1.1: PRIORITY is that of a peer-reflexive candidate with the local preference of the base. */
export function checkPriority(pair: CandidatePair): number {
  return candidatePriority('prflx', pair.base.localPreference, pair.base.protocol);
}

/** RFC 8489 §6.2.2: over a reliable transport a request is sent once, and given up after as long as over UDP. */
const RELIABLE: TransactionOptions = { rto: 39_500, maxRequests: 1, finalWait: 1 };

/** When a check is sent again, and when it is given up (RFC 8445 §14.3). All of one shape, that of consent checks too. */
export function checkSchedule(nominate: boolean, rto: Duration, protocol: CandidateProtocol): TransactionOptions {
  if (protocol === 'tcp') return nominate ? { rto: 9_500, maxRequests: 1, finalWait: 1 } : RELIABLE;
  // A pair that worked and now does not answer for 9.5 s: another one is nominated.
  return nominate
    ? { rto, maxRequests: 5, finalWait: 4 }
    : { rto, maxRequests: DEFAULT_MAX_REQUESTS, finalWait: DEFAULT_FINAL_WAIT };
}

/** RFC 7675 §5.1: consent checks are not retransmitted. A response counts for a while. */
export function consentSchedule(rto: Duration): TransactionOptions {
  return { rto, maxRequests: 1, finalWait: DEFAULT_FINAL_WAIT };
}

/** What an accepted request of the peer says. */
export interface IncomingCheck {
  readonly message: PacketMessage;
  readonly useCandidate: boolean;
  /** The role that conflict resolution puts us in, if it is another one. */
  readonly switchTo: IceRole | undefined;
}

export interface Judgement {
  readonly response: Uint8Array;
  /** Undefined if `response` refuses. */
  readonly check: IncomingCheck | undefined;
}

/** The fragments of USERNAME: ours first. Undefined if it is not of that form. */
export function usernameFragments(message: ReceivedMessage): { local: string; remote: string } | undefined {
  const username = readAttribute(message, USERNAME);
  const colon = username?.indexOf(':') ?? -1;
  if (username === undefined || colon < 1) return undefined;
  return { local: username.slice(0, colon), remote: username.slice(colon + 1) };
}

/** Whether USERNAME begins with `local` and a colon, and, if asked, `remote` is what follows (RFC 8445 §7.2.2). */
export function isNamed(message: PacketMessage, local: string, remote?: string): boolean {
  const { packet } = message;
  const at = message.find(USERNAME.type);
  if (at < 0) return false;
  const start = at + 4;
  const colon = start + local.length;
  const end = start + readU16(packet, at + 2);
  // ice-chars (RFC 8839 §5.4) are one byte each.
  if (local === '' || colon >= end || packet[colon] !== COLON || !isTextAt(packet, start, local)) return false;
  return remote === undefined || (end - colon - 1 === remote.length && isTextAt(packet, colon + 1, remote));
}

function isTextAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** A refusal that nobody vouches for: of requests that lack or miss our credentials. */
export function refuse(message: PacketMessage, crypto: CryptoProvider): Uint8Array {
  // RFC 8489 §9.1.3: without MESSAGE-INTEGRITY or USERNAME 400, with a wrong one 401.
  const isBare = message.integrityAt < 0 || !hasAttribute(message, USERNAME);
  return writeError(message, isBare ? 400 : 401, isBare ? 'Bad Request' : 'Unauthorized', undefined, crypto);
}

function writeError(
  message: PacketMessage,
  code: number,
  reason: string,
  integrityKey: Uint8Array | undefined,
  crypto: CryptoProvider,
  unknown: readonly number[] = [],
): Uint8Array {
  const { transactionId, method } = message;
  const attributes = [writeAttribute(ERROR_CODE, { code, reason }, transactionId)];
  if (unknown.length > 0) attributes.push(writeAttribute(UNKNOWN_ATTRIBUTES, unknown, transactionId));
  return writeMessage(
    { class: 'error', method, transactionId, attributes },
    { integrityKey, fingerprint: true },
    crypto,
  );
}

/** Judges a Binding request that names our fragment, and writes the response to it. Changes nothing. */
export function judgeRequest(
  message: PacketMessage,
  from: TransportAddress,
  key: Uint8Array,
  role: RoleState,
  crypto: CryptoProvider,
): Judgement {
  if (!verifyIntegrity(message.packet, message, key, crypto))
    return { response: refuse(message, crypto), check: undefined };
  const unknown = unknownAttributes(message);
  if (unknown.length > 0) {
    // RFC 8489 §6.3.1: "the server MUST reply with an error response with an error code of 420"
    return { response: writeError(message, 420, 'Unknown Attribute', key, crypto, unknown), check: undefined };
  }
  const switchTo = resolveConflict(message, role);
  if (switchTo === 'refuse') {
    return { response: writeError(message, 487, 'Role Conflict', key, crypto), check: undefined };
  }
  writer.begin('success', METHOD.binding, message.packet, 8);
  writer.xorAddress(XOR_MAPPED_ADDRESS.type, from);
  const response = writer.finish({ integrityKey: key, fingerprint: true }, crypto);
  return { response, check: { message, useCandidate: hasAttribute(message, USE_CANDIDATE), switchTo } };
}

/** RFC 8445 §7.3.1.1: who has to give way when both claim the same role. */
function resolveConflict(message: ReceivedMessage, role: RoleState): IceRole | 'refuse' | undefined {
  if (role.role === 'controlling') {
    const theirs = readAttribute(message, ICE_CONTROLLING);
    if (theirs === undefined) return undefined;
    // "If the agent's tiebreaker value is larger than or equal to the contents …, the agent generates a … 487"
    return role.tieBreaker >= theirs ? 'refuse' : 'controlled';
  }
  const theirs = readAttribute(message, ICE_CONTROLLED);
  if (theirs === undefined) return undefined;
  // "If the agent's tiebreaker value is larger than or equal to the contents …, the agent switches to the controlling role"
  return role.tieBreaker >= theirs ? 'controlling' : 'refuse';
}

/** What an authentic response to a check says. */
export type CheckOutcome =
  /** `mapped` is undefined for a consent check: nobody wants to know the address in the response to it. */
  | { readonly kind: 'success'; readonly mapped: TransportAddress | undefined }
  | { readonly kind: 'role-conflict' }
  | { readonly kind: 'error'; readonly code: number };

/** RFC 7675 §5.1: a valid response to a consent check. */
const CONSENT: CheckOutcome = { kind: 'success', mapped: undefined };

/** Undefined if the response is not authentic or says nothing: then it is as if it had never come. */
export function judgeResponse(
  message: PacketMessage,
  consent: boolean,
  key: Uint8Array,
  crypto: CryptoProvider,
): CheckOutcome | undefined {
  if (!verifyIntegrity(message.packet, message, key, crypto) || unknownAttributes(message).length > 0) return undefined;
  if (message.class === 'success') {
    if (consent) return CONSENT;
    const mapped = readAttribute(message, XOR_MAPPED_ADDRESS);
    return mapped === undefined ? undefined : { kind: 'success', mapped };
  }
  const code = readAttribute(message, ERROR_CODE)?.code;
  if (code === undefined) return undefined;
  return code === 487 ? { kind: 'role-conflict' } : { kind: 'error', code };
}
