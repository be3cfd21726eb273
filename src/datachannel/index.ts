/**
 * Data channels over any association: the `./datachannel` export.
 *
 * @module purertc/datachannel
 */

export type { DropCounters, ProtocolError, ProtocolErrorOptions, ProtocolLayer } from '../base/errors.ts';
export type { AssociationPort, ReliabilityOptions } from './association-port.ts';
export type { ChannelInit, ChannelState } from './channel.ts';
export { Channel } from './channel.ts';
export type { ChannelTableEnv, ChannelTableOptions } from './channel-table.ts';
export { ChannelTable } from './channel-table.ts';
export type { ChannelTableEvents, DataChannelDropReason } from './events.ts';
