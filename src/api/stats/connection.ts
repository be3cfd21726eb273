/** Statistics of a connection and its data channels (W3C webrtc-stats §8.18, §8.19). */

import type { Channel } from '../../datachannel/index.ts';
import type { RTCDataChannelStats, RTCPeerConnectionStats } from './transport-dictionaries.ts';

/** What is counted of one `RTCDataChannel`. */
export interface DataChannelSource {
  /** Of its own within the connection, and for good: ids of channels are used again. */
  readonly statsId: string;
  readonly label: string;
  readonly protocol: string;
  readonly id: number | null;
  readonly readyState: RTCDataChannelStats['state'];
  /** Undefined while there is no transport. */
  readonly channel: Channel | undefined;
}

export function peerConnectionStats(timestamp: number, opened: number, closed: number): RTCPeerConnectionStats {
  return { id: 'P', timestamp, type: 'peer-connection', dataChannelsOpened: opened, dataChannelsClosed: closed };
}

export function dataChannelStats(timestamp: number, source: DataChannelSource): RTCDataChannelStats {
  const { statsId, label, protocol, id, readyState, channel } = source;
  return {
    id: statsId,
    timestamp,
    type: 'data-channel',
    label,
    protocol,
    ...(id === null ? {} : { dataChannelIdentifier: id }),
    state: readyState,
    messagesSent: channel?.messagesSent ?? 0,
    bytesSent: channel?.bytesSent ?? 0,
    messagesReceived: channel?.messagesReceived ?? 0,
    bytesReceived: channel?.bytesReceived ?? 0,
  };
}
