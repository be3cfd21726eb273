/** All that a peer with the keys can do, again and again: what the victim holds at most, and what it keeps. */

import { InsiderStage } from '../sim/insider.ts';
import { ATTACKS, FLOOD_SIZE } from '../sim/insider-attacks.ts';

export interface InsiderReport {
  readonly cycles: number;
  readonly attacks: number;
  readonly packets: number;
  /** Honest ones that the victim received. */
  readonly pictures: number;
  readonly longestFreeze: number;
  /** Bytes above those of the quiet before, right after the attack that is named; NaN without `--expose-gc`. */
  readonly mostHeld: number;
  readonly mostHeldBy: string;
  /** Bytes in use in the quiet after the first cycle and after the last. */
  readonly memoryStart: number;
  readonly memoryEnd: number;
  readonly dropped: string;
}

export interface InsiderOptions {
  readonly seed: number;
  /** Of real time; a cycle that was begun is ended. */
  readonly milliseconds: number;
  readonly progress?: (text: string) => void;
}

const PACKETS = 20_000;
/** Those that take many to have their full effect. */
const LARGE: ReadonlySet<string> = new Set(['ssrcFlood', 'endlessFrames', 'holes']);

/** A hundred thousand a second of the virtual time. */
const BURST = 1000;

/** Until the jitter buffers of the besieged streams have given up, and idle streams can be replaced. */
const QUIET = 6_000;

export function insiderSoak(options: InsiderOptions): InsiderReport {
  const insider = new InsiderStage(options.seed);
  const { stage, victim, honest } = insider;
  const end = performance.now() + options.milliseconds;
  let [cycles, pictures, longestFreeze] = [0, 0, 0];
  let [memoryStart, memoryEnd, mostHeld, mostHeldBy] = [Number.NaN, Number.NaN, Number.NaN, ''];
  do {
    for (const [name, attack] of ATTACKS) {
      const quiet = memory();
      const from = stage.world.now;
      insider.attack(attack, LARGE.has(name) ? FLOOD_SIZE : PACKETS, BURST);
      longestFreeze = Math.max(longestFreeze, honest.screen.longestFreeze(from, stage.world.now));
      const held = memory() - quiet;
      if (held > mostHeld || Number.isNaN(mostHeld)) [mostHeld, mostHeldBy] = [held, name];
      if (victim.errors.length > 0 || victim.transport.closed) throw new Error(`${name}: ${String(victim.errors[0])}`);
      pictures += honest.screen.shown.length;
      stage.world.advance(QUIET);
      insider.forget();
    }
    const quiet = memory();
    memoryEnd = quiet;
    if (cycles++ === 0) memoryStart = quiet;
    options.progress?.(`${insider.sent} hostile packets, ${(quiet / 1_048_576).toFixed(1)} MiB in use`);
  } while (performance.now() < end);
  const report = {
    cycles,
    attacks: ATTACKS.size,
    packets: insider.sent,
    pictures,
    longestFreeze,
    mostHeld,
    mostHeldBy,
  };
  const dropped = victim.transport.counters.dropped();
  insider.close();
  return { ...report, memoryStart, memoryEnd, dropped };
}

function memory(): number {
  if (globalThis.gc === undefined) return Number.NaN;
  globalThis.gc();
  const usage = process.memoryUsage();
  return usage.heapUsed + usage.arrayBuffers;
}
