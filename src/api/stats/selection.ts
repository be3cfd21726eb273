/** "The stats selection algorithm" (W3C webrtc-pc §8.5). */

import type { RTCStats } from './report.ts';

/** The objects of `stats` that `roots` are, or refer to "directly or indirectly". */
export function select(stats: readonly RTCStats[], roots: readonly RTCStats[]): RTCStats[] {
  const byId = new Map(stats.map(one => [one.id, one]));
  const found = new Set<RTCStats>();
  const visit = (one: RTCStats): void => {
    if (found.has(one)) return;
    found.add(one);
    for (const [key, value] of Object.entries(one)) {
      // webrtc-stats §2.1: members that refer to other objects end in "Id".
      const target = key.endsWith('Id') && typeof value === 'string' ? byId.get(value) : undefined;
      if (target !== undefined) visit(target);
    }
  };
  for (const root of roots) visit(root);
  return [...found];
}
