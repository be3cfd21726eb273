/**
 * The TURN client (RFC 8656): one allocation, its permissions and channels.
 *
 * @module purertc/turn
 */

export type { DropCounters } from '../base/errors.ts';
export { TurnAllocation } from './allocation.ts';
export {
  CHANNEL_HEADER_LENGTH,
  channelPayload,
  FIRST_CHANNEL,
  isChannelData,
  LAST_CHANNEL,
  wrapChannelData,
  writeChannelHeader,
} from './channel-data.ts';
export type { TurnDrop, TurnEnvironment, TurnEvents, TurnOptions, TurnState } from './events.ts';
export type { PermissionState } from './permission.ts';
