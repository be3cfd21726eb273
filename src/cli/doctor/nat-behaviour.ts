/** What the NAT before us does: by RFC 5780 where a server offers it, else by comparing what several servers see. */

import type { TransportAddress } from '../../base/address.ts';
import { sameAddress } from '../../base/address.ts';
import type { ChangeRequest } from '../../stun/index.ts';
import type { BindingAnswer } from './binding-probe.ts';

/** RFC 4787 §4.1, §5. `dependent`: on the address or on the port, which only RFC 5780 tells apart. */
export type NatBehaviour = 'endpoint-independent' | 'address-dependent' | 'address-and-port-dependent' | 'dependent';

export interface NatReport {
  /** Whether our address is another one outside. */
  readonly present: boolean;
  readonly mapped: TransportAddress;
  /** Undefined where it could not be found out. */
  readonly mapping: NatBehaviour | undefined;
  readonly filtering: NatBehaviour | undefined;
  readonly preservesPorts: boolean;
}

/** A socket to ask from: `BindingProbe`, in tests a table. */
export interface Asker {
  readonly local: TransportAddress;
  ask(server: TransportAddress, change?: ChangeRequest): Promise<BindingAnswer | undefined>;
}

export interface Answered {
  readonly server: TransportAddress;
  readonly answer: BindingAnswer;
}

/**
 * `asker` has asked `answered`; `fresh` has asked nobody, which finding out about filters takes. `own`: the addresses of
 * this machine.
 */
export async function natBehaviour(
  asker: Asker,
  fresh: Asker,
  answered: readonly Answered[],
  own: readonly string[],
): Promise<NatReport | undefined> {
  const [first] = answered;
  if (first === undefined) return undefined;
  const { mapped } = first.answer;
  const able = answered.find(({ answer }) => answer.other !== undefined);
  return {
    present: !own.includes(mapped.address),
    mapped,
    mapping: able === undefined ? compare(answered) : await mappingBehaviour(asker, able),
    filtering: able === undefined ? undefined : await filteringBehaviour(fresh, able),
    preservesPorts: mapped.port === asker.local.port,
  };
}

/** Two servers at different addresses that see the same. */
function compare(answered: readonly Answered[]): NatBehaviour | undefined {
  const [first, ...others] = answered;
  if (first === undefined) return undefined;
  if (others.some(({ answer }) => !sameAddress(answer.mapped, first.answer.mapped))) return 'dependent';
  const elsewhere = others.some(({ server }) => server.address !== first.server.address);
  return elsewhere ? 'endpoint-independent' : undefined;
}

/** RFC 5780 §4.3: the same socket asks the other address, first at the port it knows, then at the other port. */
async function mappingBehaviour(asker: Asker, { server, answer }: Answered): Promise<NatBehaviour | undefined> {
  const other = answer.other as TransportAddress;
  const second = await asker.ask({ ...other, port: server.port });
  if (second === undefined) return undefined;
  if (sameAddress(second.mapped, answer.mapped)) return 'endpoint-independent';
  const third = await asker.ask(other);
  if (third === undefined) return 'dependent';
  return sameAddress(third.mapped, second.mapped) ? 'address-dependent' : 'address-and-port-dependent';
}

/** RFC 5780 §4.4: a socket that has sent to one address only asks to be answered from others. */
async function filteringBehaviour(fresh: Asker, { server }: Answered): Promise<NatBehaviour | undefined> {
  if ((await fresh.ask(server)) === undefined) return undefined;
  if ((await fresh.ask(server, { changeIp: true, changePort: true })) !== undefined) return 'endpoint-independent';
  const otherPort = await fresh.ask(server, { changeIp: false, changePort: true });
  return otherPort === undefined ? 'address-and-port-dependent' : 'address-dependent';
}
