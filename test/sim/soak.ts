/** One seed's life of a connection over a bad network: connect, transfer, restart ICE in mid-transfer, close. */

import { SeededRandom } from '../../src/base/random.ts';
import type { Channel } from '../../src/datachannel/index.ts';
import type { LinkConditions } from './link.ts';
import { Realm } from './network.ts';
import { Peer, type Received, Signalling } from './peers.ts';
import { World } from './world.ts';

export interface SoakResult {
  readonly seed: number;
  /** Undefined if all went well. */
  readonly failure: string | undefined;
  readonly trace: number;
  /** Virtual milliseconds. */
  readonly duration: number;
  readonly conditions: string;
}

/** Slower than any network is: at 10 % loss and 400 ms of round trip, loss-based congestion control does 10 kB/s. */
const LONGEST_TRANSFER = 4 * 3_600_000;
const LONGEST_CONNECT = 60_000;
/** RFC 7675 §5.1: without a farewell (it may be lost), 30 s after the last consent the other side knows. */
const LONGEST_CLOSE = 60_000;

const HIGH_WATER = 1024 * 1024;
const LOW_WATER = 256 * 1024;

/** What is sent: a pattern longer than any message, at whose every offset a message may start. */
const PERIOD = 1 << 20;
const LARGEST_MESSAGE = 64 * 1024;
const PATTERN: Uint8Array = pattern();

function pattern(): Uint8Array {
  const random = new SeededRandom(42);
  const bytes = new Uint8Array(PERIOD + LARGEST_MESSAGE);
  for (let i = 0; i < PERIOD; i++) bytes[i] = random.u32() >>> 24;
  bytes.copyWithin(PERIOD, 0, LARGEST_MESSAGE);
  return bytes;
}

/** Up to 10 % loss, 200 ms one way, reordering and duplication; sometimes bursts, a rate, a small queue. */
export function conditionsOf(random: SeededRandom): LinkConditions {
  const worst = random.below(4) === 0;
  const loss = worst ? 0.1 : random.unit() * random.unit() * 0.1;
  const bursty = random.below(4) === 0;
  const rated = random.below(3) === 0;
  return {
    delay: worst ? 200 : random.unit() * 200,
    jitter: random.unit() * 20,
    loss: bursty ? 0 : loss,
    // In the bad state a fifth of the time, and there half is lost: a tenth over all.
    ...(bursty ? { burst: { enter: loss / 5, leave: 0.08, loss: 0.5 } } : {}),
    duplicate: random.unit() * 0.05,
    reorder: random.unit() * 0.1,
    reorderDelay: random.unit() * 50,
    ...(rated ? { rate: 500_000 * 10 ** (random.unit() * 2), queue: 16_384 + random.below(500_000) } : {}),
    mtu: 1472,
  };
}

class Soak {
  readonly world: World;
  readonly offerer: Peer;
  readonly answerer: Peer;
  readonly signalling: Signalling;
  readonly #bytes: number;
  readonly #random: SeededRandom;
  #sent: number;
  #received: number;
  #mismatch: string | undefined;

  constructor(seed: number, bytes: number) {
    this.world = new World(seed);
    this.#random = new SeededRandom(seed ^ 0x5eed_5eed);
    this.#bytes = bytes;
    this.#sent = 0;
    this.#received = 0;
    this.#mismatch = undefined;
    const internet = new Realm();
    this.offerer = new Peer(this.world, { role: 'controlling' });
    this.answerer = new Peer(this.world, { role: 'controlled' });
    this.offerer.host.addInterface('192.0.2.1', { realm: internet, up: conditionsOf(this.#random), down: {} });
    this.answerer.host.addInterface('192.0.2.2', { realm: internet, up: conditionsOf(this.#random), down: {} });
    this.signalling = new Signalling(this.offerer, this.answerer, this.#random.unit() * 300);
  }

  get conditions(): string {
    return [this.offerer, this.answerer]
      .map(peer =>
        JSON.stringify(
          peer.host.interfaces().map(found => (found as { up?: { conditions?: unknown } }).up?.conditions),
        ),
      )
      .join(' ');
  }

  /** What went wrong, if anything. */
  run(): string | undefined {
    return this.#connect() ?? this.#transfer() ?? this.#close();
  }

  #connect(): string | undefined {
    this.offerer.createChannel({ label: 'file' });
    this.signalling.negotiate();
    const open = this.world.run(
      () => this.offerer.channels.has('file') && this.answerer.channels.has('file'),
      LONGEST_CONNECT,
    );
    return open ? undefined : this.#report('did not connect');
  }

  #transfer(): string | undefined {
    const [sender, receiver] =
      this.#random.below(2) === 0 ? [this.offerer, this.answerer] : [this.answerer, this.offerer];
    const channel = sender.channels.get('file') as Channel;
    sender.transport.setBufferedAmountLowThreshold(channel, LOW_WATER);
    sender.onBufferedAmountLow = () => this.#fill(sender, channel);
    receiver.onMessage = received => this.#check(received);
    this.#fill(sender, channel);
    const restartAt = this.#bytes * (0.2 + 0.6 * this.#random.unit());
    const wrong = (): boolean => this.#mismatch !== undefined || sender.errors.length + receiver.errors.length > 0;
    if (!this.world.run(() => this.#received >= restartAt || wrong(), LONGEST_TRANSFER)) {
      return this.#report('stalled before the restart');
    }
    const pairs = [
      sender.transport.counters.selectedCandidatePairChanges,
      receiver.transport.counters.selectedCandidatePairChanges,
    ];
    this.signalling.restart(this.#random.below(2) === 0 ? sender : receiver);
    if (!this.world.run(() => this.#received >= this.#bytes || wrong(), LONGEST_TRANSFER)) {
      return this.#report('stalled after the restart');
    }
    if (wrong()) return this.#report(this.#mismatch ?? 'an error');
    const restarted = (): boolean =>
      sender.transport.counters.selectedCandidatePairChanges > (pairs[0] as number) &&
      receiver.transport.counters.selectedCandidatePairChanges > (pairs[1] as number);
    if (!this.world.run(() => restarted() || wrong(), LONGEST_CONNECT)) return this.#report('the restart did not end');
    if (this.#received !== this.#bytes) return this.#report(`received ${this.#received} bytes`);
    return undefined;
  }

  #close(): string | undefined {
    const [first, second] = this.#random.below(2) === 0 ? [this.offerer, this.answerer] : [this.answerer, this.offerer];
    first.transport.close();
    const noticed = (): boolean => second.sctp === 'closed' || second.dtls === 'closed' || second.ice === 'failed';
    if (!this.world.run(noticed, LONGEST_CLOSE)) return this.#report('the end went unnoticed');
    second.transport.close();
    this.world.run(() => this.world.idle, LONGEST_CLOSE);
    for (const peer of [this.offerer, this.answerer]) {
      if (!peer.transport.closed || !peer.transport.finished) return this.#report('not closed');
      if (peer.host.socketCount > 0) return this.#report('a socket is left');
    }
    if (this.world.holds !== 0) return this.#report('the process is held');
    if (!this.world.idle) return this.#report('a timer is left');
    return undefined;
  }

  #fill(sender: Peer, channel: Channel): void {
    while (this.#sent < this.#bytes && channel.bufferedAmount < HIGH_WATER) {
      const length = Math.min(1 + this.#random.below(LARGEST_MESSAGE), this.#bytes - this.#sent);
      const at = this.#sent % PERIOD;
      if (!sender.transport.send(channel, PATTERN.subarray(at, at + length), false)) {
        this.#mismatch = 'send refused';
        return;
      }
      this.#sent += length;
    }
  }

  #check({ data }: Received): void {
    const at = this.#received % PERIOD;
    const expected = PATTERN.subarray(at, at + data.length);
    if (Buffer.compare(data, expected) !== 0) this.#mismatch = `wrong bytes at ${this.#received}`;
    this.#received += data.length;
  }

  #report(what: string): string {
    const side = (peer: Peer): string => `[${peer.told.slice(-12).join(', ')}]`;
    return `${what}: ${this.#received}/${this.#bytes} bytes at ${this.world.now.toFixed(0)} ms; ${side(this.offerer)} ${side(this.answerer)}`;
  }
}

export function soak(seed: number, bytes: number): SoakResult {
  const run = new Soak(seed, bytes);
  const { conditions } = run;
  let failure: string | undefined;
  try {
    failure = run.run();
  } catch (error) {
    failure = `threw: ${error instanceof Error ? error.stack : String(error)}`;
  }
  return { seed, failure, trace: run.world.trace, duration: run.world.now, conditions };
}
