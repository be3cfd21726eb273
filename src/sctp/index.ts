/**
 * SCTP as WebRTC uses it: the `./sctp` export.
 *
 * @module purertc/sctp
 */

export type { DropCounters, ProtocolError, ProtocolErrorOptions, ProtocolLayer } from '../base/errors.ts';
export { SctpAssociation } from './association.ts';
export type { AssociationEnv, AssociationEvents, SctpCounters, SctpDropReason, SendOptions } from './events.ts';
export type { ExchangedInits } from './exchanged-inits.ts';
export { createInit } from './exchanged-inits.ts';
export type { SctpOptions } from './options.ts';
export { DEFAULT_SCTP_OPTIONS } from './options.ts';
export type { Extensions } from './packet/extensions.ts';
export { giveBackPacket } from './packet/packet.ts';
export type { AssociationState } from './state.ts';
export type { SctpPath } from './tx/path-mtu.ts';
