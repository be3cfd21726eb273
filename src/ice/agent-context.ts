/** What the parts of an agent share: options with their defaults, surroundings, and what they count together. */

import type { DropCounters } from '../base/errors.ts';
import { firstRole } from './connectivity-check.ts';
import type { GathererContext } from './gatherer.ts';
import type { IceOptions } from './options.ts';
import { DEFAULT_LIMITS, DEFAULT_TIMING } from './options.ts';
import { Outbox } from './outbox.ts';
import { Pacer } from './pacer.ts';
import type { IceEnvironment, IceNetwork } from './ports.ts';
import type { IntakeContext } from './remote-intake.ts';
import type { IceDrop, SessionContext } from './session-context.ts';

export type AgentContext = GathererContext & IntakeContext & SessionContext;

export function agentContext(
  options: IceOptions,
  network: IceNetwork,
  env: IceEnvironment,
  drops: DropCounters<IceDrop>,
): AgentContext {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  return {
    options,
    timing: { ...DEFAULT_TIMING, ...options.timing },
    limits,
    network,
    env,
    drops,
    includeLinkLocal: options.includeLinkLocal === true,
    lite: options.lite === true,
    role: firstRole(options, env.random),
    pacer: new Pacer(),
    outbox: new Outbox(limits.owedPackets, drops),
    nextId: 1,
    nextRequest: 1,
  };
}
