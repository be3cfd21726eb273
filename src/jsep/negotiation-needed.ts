/** Whether transceivers differ from what was negotiated (W3C webrtc-pc §4.7.3, "check if negotiation is needed"). */

import { intersect, reverse, sends } from './direction.ts';
import type { TransceiverState } from './media-plan.ts';
import type { Section } from './media-section.ts';
import { MAX_SOURCES } from './rtp-section.ts';
import type { JsepSession } from './session.ts';

/** Step 5 of the check, for all transceivers; the steps before it (data, ICE restart) are the owner's. */
export function mediaNeedsNegotiation(session: JsepSession, transceivers: readonly TransceiverState[]): boolean {
  return transceivers.some(transceiver => needsNegotiation(session, transceiver));
}

function needsNegotiation(session: JsepSession, transceiver: TransceiverState): boolean {
  const { mid, direction } = transceiver;
  const local = session.currentLocal?.sections.find(section => section.mid === mid);
  const remote = session.currentRemote?.sections.find(section => section.mid === mid);
  // Step 5.4: "If transceiver.[[Stopped]] is true and transceiver is associated with an m= section, but the associated
  // m= section is not yet rejected in connection.[[CurrentLocalDescription]] or connection.[[CurrentRemoteDescription]],
  // return true."
  if (transceiver.stopped) return local !== undefined && !local.rejected && remote?.rejected === false;
  // Step 5.1: "If transceiver.[[Stopping]] is true and transceiver.[[Stopped]] is false, return true."
  // Step 5.2: "… isn't yet associated with an m= section in description, return true."
  if (transceiver.stopping || local?.rtp === undefined) return true;
  // Step 5.3.1
  if (sends(direction) && !saysStreams(local, transceiver)) return true;
  const written = local.rtp.direction;
  const answered = remote?.rtp === undefined ? 'inactive' : reverse(remote.rtp.direction);
  return session.currentLocal?.type === 'offer'
    ? // Step 5.3.2: an offer whose direction, "in neither the offer nor answer", matches [[Direction]].
      written !== direction && answered !== direction
    : // Step 5.3.3: an answer that "does not match transceiver.[[Direction]] intersected with the offered direction".
      written !== intersect(direction, answered);
}

/** Whether the `a=msid` lines of the section name the streams of the sender, and no others. */
function saysStreams({ rtp }: Section, { streamIds }: TransceiverState): boolean {
  const ids = rtp?.msids.map(({ id }) => id).filter(id => id !== '-') ?? [];
  // What is read of a section, ours too, is bounded: an offer that had more would be needed for ever.
  const wanted = streamIds.slice(0, MAX_SOURCES);
  return (
    rtp !== undefined && rtp.msids.length > 0 && ids.length === wanted.length && ids.every(id => wanted.includes(id))
  );
}
