/** What the log says when ICE changes its state; on failure, what became of each pair and why (RFC 8445 §8.1.1). */

import type { Logger } from '../base/log.ts';
import { redact } from '../base/log.ts';
import type { IceCandidate } from './candidate.ts';
import type { IceState } from './events.ts';
import type { CandidatePair } from './pair.ts';

export function logState(log: Logger, from: IceState, to: IceState, pairs: readonly CandidatePair[]): void {
  if (log.enabled('debug')) log.log('debug', 'ice', `${from} → ${to}`);
  if (to !== 'failed' || !log.enabled('info')) return;
  if (pairs.length === 0) log.log('info', 'ice', 'failed: there were no pairs; did the candidates of the peer come?');
  for (const pair of pairs) log.log('info', 'ice', `failed: ${describePair(pair)}`);
}

/** `host 10…02 → srflx 20…13 (udp): 7 requests, …`: what was tried, and what it means. */
export function describePair(pair: CandidatePair): string {
  const { local, remote, requestsSent, requestsReceived, responsesReceived } = pair;
  const counts = `${requestsSent} requests sent, ${responsesReceived} answered, ${requestsReceived} received`;
  return `${name(local)} → ${name(remote)} (${local.protocol}): ${counts}: ${meaning(pair)}`;
}

function meaning({ requestsSent, requestsReceived, responsesReceived, suspect }: CandidatePair): string {
  if (suspect) return 'it worked, and then the peer fell silent';
  if (responsesReceived > 0) return 'it worked, and was not used';
  if (requestsReceived > 0) return 'packets of the peer arrive, ours do not, or their answers do not';
  if (requestsSent === 0) return 'it was never tried';
  return 'nothing came back: a NAT or firewall lets nothing through, or nobody is there';
}

function name({ type, address, relayProtocol }: IceCandidate): string {
  const through = relayProtocol === undefined ? '' : ` by ${relayProtocol}`;
  return `${type}${through} ${redact(address)}`;
}
