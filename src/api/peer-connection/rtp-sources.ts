/** getContributingSources() and getSynchronizationSources() (W3C webrtc-pc §5.3; webrtc-extensions, captureTimestamp). */

import type { ReceivedSource } from '../../streams/receive-statistics.ts';
import type { ReceiverSlots } from '../rtp-receiver-slots.ts';

/** Who was mixed into what was received (W3C webrtc-pc §5.3.1). */
export interface RTCRtpContributingSource {
  /** Milliseconds since the Unix epoch: when its last packet came. */
  timestamp: number;
  /** The CSRC or SSRC. */
  source: number;
  /** 0 (silence) to 1 (full scale), as the sender gives it (RFC 6464, RFC 6465). */
  audioLevel?: number;
  /** RTP timestamp of that packet. */
  rtpTimestamp: number;
  /** webrtc-extensions: milliseconds since 1900 on the capture system's clock. */
  captureTimestamp?: number;
  /** webrtc-extensions: milliseconds. */
  senderCaptureTimeOffset?: number;
}

/** Who sent what was received (W3C webrtc-pc §5.3.2). */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface RTCRtpSynchronizationSource extends RTCRtpContributingSource {}

export function contributingSources(receiver: ReceiverSlots): RTCRtpContributingSource[] {
  return sourcesOf(receiver, 'contributing');
}

export function synchronizationSources(receiver: ReceiverSlots): RTCRtpSynchronizationSource[] {
  return sourcesOf(receiver, 'synchronization');
}

/** Sources of the last ten seconds, the latest first. */
function sourcesOf({ connection, flow }: ReceiverSlots, kind: ReceivedSource['kind']): RTCRtpContributingSource[] {
  const { clock } = connection.runtime;
  const sources: RTCRtpContributingSource[] = [];
  for (const received of flow.handle?.sources ?? []) {
    if (received.kind !== kind) continue;
    const { source, rtpTimestamp, audioLevel, capture } = received;
    sources.push({
      timestamp: clock.wallTime(received.receivedAt),
      source,
      rtpTimestamp,
      ...(audioLevel === undefined ? {} : { audioLevel: linear(audioLevel) }),
      ...(capture === undefined ? {} : { captureTimestamp: capture.captureTimestamp }),
      ...(capture?.clockOffset === undefined ? {} : { senderCaptureTimeOffset: capture.clockOffset }),
    });
  }
  return sources;
}

/** "… a value of 127 is converted to 0, and all other values are converted using the equation: 10^(-rfc_level/20)." */
function linear(level: number): number {
  return level === 127 ? 0 : 10 ** (-level / 20);
}
