/** `RTCStatsReport` (W3C webrtc-pc §8.4): a read-only map from ids to statistics objects. */

import { CONSTRUCT, callback, defineInterface, requireArguments, requireConstructKey } from '../../webidl/index.ts';

/** What a statistics object is about (W3C webrtc-stats §8.1). */
export type RTCStatsType =
  | 'codec'
  | 'inbound-rtp'
  | 'outbound-rtp'
  | 'remote-inbound-rtp'
  | 'remote-outbound-rtp'
  | 'media-source'
  | 'media-playout'
  | 'peer-connection'
  | 'data-channel'
  | 'transport'
  | 'candidate-pair'
  | 'local-candidate'
  | 'remote-candidate'
  | 'certificate';

/** The members that all statistics objects have (W3C webrtc-pc §8.4.2). */
export interface RTCStats {
  /** Milliseconds since the Unix epoch. */
  timestamp: number;
  /** Says which dictionary it is. */
  type: RTCStatsType;
  /** The same for the same thing in every report of a connection; nothing can be read from it. */
  id: string;
}

export let createStatsReport: (stats: Iterable<RTCStats>) => RTCStatsReport;

/** Statistics of a connection: `for (const [id, stats] of await connection.getStats())`. */
export class RTCStatsReport {
  // A `readonly maplike<DOMString, object>` (WebIDL §3.7.11).
  readonly #stats: ReadonlyMap<string, RTCStats>;

  private constructor(...args: [key: symbol, stats: ReadonlyMap<string, RTCStats>]) {
    requireConstructKey(args[0]);
    this.#stats = args[1];
  }

  /** How many statistics objects there are. */
  get size(): number {
    return this.#stats.size;
  }

  /** Ids with their objects. */
  entries(): MapIterator<[string, RTCStats]> {
    return this.#stats.entries();
  }

  /**
   * Calls back for each object.
   *
   * @throws `TypeError` unless `callbackFn` is a function.
   */
  // oxlint-disable-next-line unicorn/no-thenable
  forEach(
    callbackFn: (this: unknown, value: RTCStats, key: string, report: RTCStatsReport) => void,
    thisArg?: unknown,
  ): void {
    const stats = this.#stats;
    requireArguments(arguments.length, 1, "Failed to execute 'forEach' on 'RTCStatsReport'");
    callback(callbackFn, "Failed to execute 'forEach' on 'RTCStatsReport': parameter 1");
    for (const [key, value] of stats) callbackFn.call(thisArg, value, key, this);
  }

  /** The object of an id. */
  get(id: string): RTCStats | undefined {
    return this.#stats.get(String(id));
  }

  /** Whether there is an object of that id. */
  has(id: string): boolean {
    return this.#stats.has(String(id));
  }

  /** The ids. */
  keys(): MapIterator<string> {
    return this.#stats.keys();
  }

  /** The statistics objects. */
  values(): MapIterator<RTCStats> {
    return this.#stats.values();
  }

  /** Ids with their objects, as `entries()`. */
  [Symbol.iterator](): MapIterator<[string, RTCStats]> {
    return this.#stats.entries();
  }

  static {
    createStatsReport = stats =>
      new RTCStatsReport(CONSTRUCT, new Map(Array.from(stats, entry => [entry.id, entry] as const)));
    defineInterface(RTCStatsReport, 'RTCStatsReport');
    // WebIDL §3.7.11.1: the iterator is the very function that `entries` is.
    Object.defineProperty(RTCStatsReport.prototype, Symbol.iterator, {
      value: RTCStatsReport.prototype.entries,
      writable: true,
      enumerable: false,
      configurable: true,
    });
  }
}
