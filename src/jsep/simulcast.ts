/** Simulcast and rids in descriptions, and what is agreed of them (RFC 8851, 8853; RFC 9429 §5.2.1, §5.11). */

import type { Rid, Simulcast, SimulcastStream } from '../sdp/attributes/simulcast.ts';
import { receives } from './direction.ts';
import type { SendEncodingState } from './media-plan.ts';
import type { RtpSection } from './rtp-section.ts';
import type { AppliedDescription, JsepSession } from './session.ts';
import { NOTHING } from './session.ts';

/** RFC 8853 has no limit; nobody sends as many versions of a picture. */
export const MAX_RIDS = 16;

/** The lines of a section of ours. */
export interface WrittenSimulcast {
  readonly rids: readonly Rid[];
  readonly simulcast: Simulcast | undefined;
}

type AgreedRid = { readonly rid: string; readonly paused: boolean };

/** What a description of ours says. `receives`: rids of the peer that we take, as its offer had them. */
export function writtenSimulcast(encodings: readonly SendEncodingState[], received: readonly Rid[]): WrittenSimulcast {
  const sent = encodings.map(({ rid }) => rid).filter(rid => rid !== undefined);
  const rids: Rid[] = [
    ...sent.map(id => ({ id, direction: 'send', payloadTypes: undefined, restrictions: new Map() }) as const),
    ...received.filter(({ id }) => !sent.includes(id)).map(rid => ({ ...rid, direction: 'recv' }) as const),
  ];
  // RFC 9429 §5.2.1: "… and more than one 'a=rid' line has been generated, an 'a=simulcast' line"
  const streams = (direction: Rid['direction']): readonly SimulcastStream[] | undefined => {
    const ids = rids.filter(rid => rid.direction === direction).map(({ id }) => id);
    return ids.length > 1 ? ids.map(rid => [{ rid, paused: false }]) : undefined;
  };
  const send = streams('send');
  const recv = streams('recv');
  return { rids, simulcast: (send ?? recv) ? { send, recv, recvFirst: false } : undefined };
}

/** The rids that an offer wants to send and an answer of ours can take: their formats are among those of the answer. */
export function acceptedRids(offered: RtpSection, payloadTypes: readonly string[]): readonly Rid[] {
  const rids: Rid[] = [];
  for (const { rid } of offeredStreams(offered, 'send')) {
    const found = offered.rids.find(({ id, direction }) => id === rid && direction === 'send');
    if (found === undefined) continue;
    // RFC 8851 §6.3: formats that the answer has not are removed; without any, the rid is.
    const kept = found.payloadTypes?.filter(format => payloadTypes.includes(format));
    if (kept?.length !== 0) rids.push({ ...found, payloadTypes: kept });
  }
  return rids;
}

/** The memory of a session after an exchange: a section that receives nothing for a while keeps the rids that it took. */
export function rememberRids(session: JsepSession, { sections }: AppliedDescription): JsepSession['receivedRids'] {
  const remembered = new Map<string, readonly Rid[]>();
  for (const { mid, rtp, rejected } of sections) {
    if (rtp === undefined || rejected) continue;
    const rids = receives(rtp.direction)
      ? rtp.rids.filter(({ direction }) => direction === 'recv')
      : session.receivedRids.get(mid);
    if (rids !== undefined && rids.length > 0) remembered.set(mid, rids);
  }
  return remembered.size === 0 ? NOTHING : remembered;
}

/** Streams that a section names for a direction: the first alternative of each, or the rids without `a=simulcast`. */
export function offeredStreams({ simulcast, rids }: RtpSection, direction: Rid['direction']): readonly AgreedRid[] {
  const streams =
    simulcast === undefined
      ? rids.filter(rid => rid.direction === direction).map(({ id }) => [{ rid: id, paused: false }])
      : (simulcast[direction] ?? []);
  const named: AgreedRid[] = [];
  for (const stream of streams) {
    // RFC 8853 §5.2: alternatives are in order of preference, and one of them is used at a time.
    const choice = stream.find(({ rid }) => !named.some(one => one.rid === rid));
    if (choice !== undefined && named.length < MAX_RIDS) named.push(choice);
  }
  return named;
}

/** The rids that `sender` sends and `receiver` takes, in the order of the sender. RFC 8853 §5.3.2: what is not answered is not sent. */
export function agreedRids(sender: RtpSection, receiver: RtpSection): readonly AgreedRid[] {
  const taken = (receiver.simulcast?.recv ?? []).flat();
  const single = receiver.rids.filter(({ direction }) => direction === 'recv').map(({ id }) => id);
  const agreed: AgreedRid[] = [];
  for (const { rid, paused } of offeredStreams(sender, 'send')) {
    const answer = taken.find(one => one.rid === rid);
    if (answer === undefined && (receiver.simulcast !== undefined || !single.includes(rid))) continue;
    agreed.push({ rid, paused: paused || answer?.paused === true });
  }
  return agreed;
}
