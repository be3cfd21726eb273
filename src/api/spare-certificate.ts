/** One certificate made ahead for each runtime, so that a connection need not wait for its own (W3C webrtc-pc §4.4.1.2). */

import type { Runtime } from '../runtime/runtime.ts';
import { defaultCertificate, type RTCCertificate } from './rtc-certificate.ts';

/** An older spare is thrown away, so that certificates last as long as the specification says, to within an hour. */
const FRESH_FOR = 3_600_000;

/** Milliseconds after one was taken, or up to twice as many, if no handshake has called for the next one by then. */
const STOCK_AFTER = 100;

interface Spare {
  readonly certificate: Promise<RTCCertificate>;
  readonly madeAt: number;
}

/** `owed`: the last one was taken, and the next one has yet to be made. */
const spares: WeakMap<Runtime, Spare | 'owed'> = new WeakMap();

/** A certificate that nobody else has or will have; the next one is made while a connection waits for its peer. */
export function takeCertificate(runtime: Runtime): Promise<RTCCertificate> {
  const now = runtime.clock.now();
  const spare = spares.get(runtime) ?? 'owed';
  spares.set(runtime, 'owed');
  const isFresh = spare !== 'owed' && now - spare.madeAt < FRESH_FOR;
  const certificate = isFresh ? spare.certificate : defaultCertificate(runtime);
  certificate.then(
    () => stockLater(runtime),
    () => {},
  );
  return certificate;
}

/** Runtimes whose timer runs, and whether another one was taken since it started: one timer serves a rush of connections. */
const takenAgain: WeakMap<Runtime, boolean> = new WeakMap();

function stockLater(runtime: Runtime): void {
  const runs = takenAgain.has(runtime);
  takenAgain.set(runtime, runs);
  if (!runs) wait(runtime);
}

function wait(runtime: Runtime): void {
  runtime.tasks.setTimer(STOCK_AFTER, () => {
    if (takenAgain.get(runtime) === true && spares.get(runtime) === 'owed') {
      takenAgain.set(runtime, false);
      wait(runtime);
      return;
    }
    takenAgain.delete(runtime);
    stockCertificate(runtime);
  });
}

/** There is time to make the next one, if one was taken. */
export function stockCertificate(runtime: Runtime): void {
  if (spares.get(runtime) !== 'owed') return;
  const certificate = defaultCertificate(runtime);
  spares.set(runtime, { certificate, madeAt: runtime.clock.now() });
  // Whoever would have taken it makes one of its own, and hears of the failure if that fails too.
  certificate.catch(() => spares.set(runtime, 'owed'));
}
