/** getStats() of a connection, a sender and a receiver (W3C webrtc-pc §8.2, §5.2, §5.3): the report is made in a task. */

import type { MediaStreamTrack } from '../../media/index.ts';
import { domException } from '../../webidl/index.ts';
import { localCertificate } from '../rtc-certificate.ts';
import type { ReceiverSlots } from '../rtp-receiver-slots.ts';
import type { SenderSlots } from '../rtp-sender-slots.ts';
import { dataChannelStats, peerConnectionStats } from '../stats/connection.ts';
import { createStatsReport, type RTCStats, type RTCStatsReport } from '../stats/report.ts';
import { inboundStats, mediaSourceStats, outboundStats, type StreamOwner } from '../stats/rtp-stream.ts';
import { select } from '../stats/selection.ts';
import { transportStats } from '../stats/transport.ts';
import type { ConnectionSlots } from './slots.ts';
import type { TransportSlots } from './transport-slots.ts';

export function getStats(connection: ConnectionSlots, selector: MediaStreamTrack | null): Promise<RTCStatsReport> {
  if (selector === null) return report(connection, () => collect(connection));
  // Step 4: "… an RTCRtpSender or RTCRtpReceiver on connection which track attribute matches selectorArg. If no such sender or
  // receiver exists, or if more than one … fit this criteria, return a promise rejected with … InvalidAccessError."
  const senders = connection.transceivers.map(({ sender }) => sender).filter(({ track }) => track === selector);
  const receivers = connection.transceivers.map(({ receiver }) => receiver).filter(({ track }) => track === selector);
  if (senders.length + receivers.length !== 1) {
    throw domException('InvalidAccessError', 'The track is not that of exactly one sender or receiver.');
  }
  const [sender] = senders;
  return sender === undefined ? getReceiverStats(receivers[0] as ReceiverSlots) : getSenderStats(sender);
}

export function getSenderStats(sender: SenderSlots): Promise<RTCStatsReport> {
  const { connection } = sender;
  return report(connection, () => {
    const own = senderStats(connection, sender);
    return select(
      [...collect(connection), ...own],
      own.filter(({ type }) => type === 'outbound-rtp'),
    );
  });
}

export function getReceiverStats(receiver: ReceiverSlots): Promise<RTCStatsReport> {
  const { connection } = receiver;
  return report(connection, () => {
    const own = receiverStats(connection, receiver);
    return select(
      [...collect(connection), ...own],
      own.filter(({ type }) => type === 'inbound-rtp'),
    );
  });
}

function report(connection: ConnectionSlots, gather: () => RTCStats[]): Promise<RTCStatsReport> {
  // A closed connection still has its counters, so its queue cannot be used.
  return new Promise((resolve, reject) => {
    connection.runtime.tasks.queue(() => {
      try {
        resolve(createStatsReport(gather()));
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
  for (const { sender, receiver } of connection.transceivers) {
    stats.push(...senderStats(connection, sender), ...receiverStats(connection, receiver));
  }
  return stats;
}

function senderStats(connection: ConnectionSlots, sender: SenderSlots): RTCStats[] {
  const { track, flow, mediaTransport, transceiver, sendCodecs } = sender;
  const stats: RTCStats[] = [];
  let mediaSourceId: string | undefined;
  if (track !== null) {
    mediaSourceId = `S${transceiver.key}-${track.id}`;
    stats.push(mediaSourceStats(connection.wallTime, mediaSourceId, track, flow.sourceStatistics));
  }
  if (flow.handle === undefined || mediaTransport === undefined) return stats;
  const owner = { ...ownerOf(connection, mediaTransport, sender), codecs: sendCodecs };
  for (const one of flow.handle.statistics) {
    const scalabilityMode = sender.sendEncodings[one.encoding]?.parameters.scalabilityMode;
    const { targetBitrate, sendingSince: since } = flow;
    stats.push(...outboundStats(owner, one, { mediaSourceId, scalabilityMode, targetBitrate, since }));
  }
  return stats;
}

function receiverStats(connection: ConnectionSlots, receiver: ReceiverSlots): RTCStats[] {
  const { track, flow, mediaTransport, negotiatedCodecs } = receiver;
  if (flow.handle === undefined || mediaTransport === undefined) return [];
  const owner = { ...ownerOf(connection, mediaTransport, receiver), codecs: negotiatedCodecs };
  return flow.handle.statistics.flatMap(one => inboundStats(owner, one, track.id));
}

function ownerOf(
  connection: ConnectionSlots,
  transport: TransportSlots,
  { kind, transceiver }: SenderSlots | ReceiverSlots,
): Omit<StreamOwner, 'codecs'> {
  return {
    timestamp: connection.wallTime,
    kind,
    mid: transceiver.mid,
    transportId: `T${transport.id}`,
    now: connection.runtime.clock.now(),
    wallTime: now => connection.runtime.clock.wallTime(now),
  };
}
