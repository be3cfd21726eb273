/** getStats() (W3C webrtc-pc §8.2): the report is made in a task. */

import { localCertificate } from '../rtc-certificate.ts';
import { dataChannelStats, peerConnectionStats } from '../stats/connection.ts';
import { createStatsReport, type RTCStats, type RTCStatsReport } from '../stats/report.ts';
import { transportStats } from '../stats/transport.ts';
import type { ConnectionSlots } from './slots.ts';

export function getStats(connection: ConnectionSlots): Promise<RTCStatsReport> {
  // A closed connection still has its counters, so its queue cannot be used.
  return new Promise((resolve, reject) => {
    connection.runtime.tasks.queue(() => {
      try {
        resolve(createStatsReport(collect(connection)));
      } catch (error) {
        reject(error as Error);
      }
    });
  });
}

function collect(connection: ConnectionSlots): RTCStats[] {
  const timestamp = connection.wallTime;
  const stats: RTCStats[] = [
    peerConnectionStats(timestamp, connection.dataChannelsOpened, connection.dataChannelsClosed),
  ];
  for (const channel of connection.channels) {
    const { statsId, init, id, readyState } = channel;
    const { label, protocol } = init;
    stats.push(dataChannelStats(timestamp, { statsId, label, protocol, id, readyState, channel: channel.channel }));
  }
  const certificate = connection.knownCertificates[0];
  for (const { id, transport, ice } of connection.transports.values()) {
    stats.push(
      ...transportStats(timestamp, {
        statsId: `T${id}`,
        transport,
        iceRole: ice.iceRole === 'unknown' ? undefined : ice.iceRole,
        localCertificate: certificate === undefined ? undefined : localCertificate(certificate).der,
        crypto: connection.runtime.crypto,
        wallTime: now => connection.runtime.clock.wallTime(now),
      }),
    );
  }
  return stats;
}
