/** One certificate made ahead for each runtime, so that a connection need not wait for its own (W3C webrtc-pc §4.4.1.2). */

import type { Runtime } from '../runtime/runtime.ts';
import { defaultCertificate, type RTCCertificate } from './rtc-certificate.ts';

/** An older spare is thrown away, so that certificates last as long as the specification says, to within an hour. */
const FRESH_FOR = 3_600_000;

/** After so many milliseconds in which none was taken the next one is made, if no connection has called for it by then. */
const STOCK_AFTER = 100;

interface Stock {
  /** Undefined: the last one was taken, and the next one has yet to be made. */
  spare: { readonly certificate: Promise<RTCCertificate>; readonly madeAt: number } | undefined;
  /** How many were taken. */
  taken: number;
  /** The timer runs. */
  timed: boolean;
}

/** Of each runtime of which a certificate was taken. */
const stocks: WeakMap<Runtime, Stock> = new WeakMap();

/** A certificate that nobody else has or will have; the next one is made once this one's connection is up. */
export function takeCertificate(runtime: Runtime): Promise<RTCCertificate> {
  const now = runtime.clock.now();
  const stock = stocks.get(runtime) ?? { spare: undefined, taken: 0, timed: false };
  stocks.set(runtime, stock);
  const { spare } = stock;
  stock.spare = undefined;
  stock.taken++;
  const isFresh = spare !== undefined && now - spare.madeAt < FRESH_FOR;
  const certificate = isFresh ? spare.certificate : defaultCertificate(runtime);
  certificate.then(
    () => stockLater(runtime, stock),
    () => {},
  );
  return certificate;
}

/** One timer for all, which no connection has to meet in the middle of its set-up. */
function stockLater(runtime: Runtime, stock: Stock): void {
  if (stock.timed) return;
  stock.timed = true;
  const { taken } = stock;
  runtime.tasks.setTimer(STOCK_AFTER, () => {
    stock.timed = false;
    if (stock.taken === taken) stockCertificate(runtime);
    else stockLater(runtime, stock);
  });
}

/** There is time to make the next one, after what is being done now. */
export function stockNext(runtime: Runtime): void {
  if (isWanting(stocks.get(runtime))) runtime.tasks.queue(() => stockCertificate(runtime));
}

/** Whether one was taken since the last one was made. */
function isWanting(stock: Stock | undefined): stock is Stock {
  return stock !== undefined && stock.spare === undefined;
}

/** Makes the next one, if one was taken. */
export function stockCertificate(runtime: Runtime): void {
  const stock = stocks.get(runtime);
  if (!isWanting(stock)) return;
  const certificate = defaultCertificate(runtime);
  const spare = { certificate, madeAt: runtime.clock.now() };
  stock.spare = spare;
  // Whoever would have taken it makes one of its own, and hears of the failure if that fails too.
  certificate.catch(() => {
    if (stock.spare === spare) stock.spare = undefined;
  });
}
