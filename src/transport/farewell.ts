/** The last packets of a transport that closes: BYE and ABORT, then close_notify. Few, so no budget. */

import type { Instant } from '../base/instant.ts';
import type { DtlsConnection } from '../dtls/index.ts';
import type { DataPath } from './data-path.ts';
import type { MediaPath } from './media-path.ts';

export function farewell(
  dtls: DtlsConnection,
  media: MediaPath | undefined,
  data: DataPath,
  now: Instant,
): readonly Uint8Array[] {
  const packets: Uint8Array[] = [];
  if (dtls.state === 'connected') {
    for (let bye = media?.pollTransmit(now); bye !== undefined; bye = media?.pollTransmit(now)) packets.push(bye);
    const abort = data.association?.pollTransmit(now);
    if (abort !== undefined) packets.push(dtls.seal(abort));
  }
  dtls.close(now);
  for (let packet = dtls.pollTransmit(now); packet !== undefined; packet = dtls.pollTransmit(now)) packets.push(packet);
  return packets;
}
