/** The runtime of connections that are given none, and the one driver of each runtime. */

import { Driver } from '../runtime/driver.ts';
import type { Runtime } from '../runtime/runtime.ts';

let chosen: Runtime | undefined;
const drivers: WeakMap<Runtime, Driver> = new WeakMap();

/** Answers `value`, and from now on `runtime` is the default. */
export function withRuntime<T>(value: T, runtime: Runtime): T {
  chosen = runtime;
  return value;
}

export function defaultRuntime(): Runtime {
  if (chosen === undefined)
    throw new Error('No runtime: use the entry of the package, or give one to the constructor.');
  return chosen;
}

/** All connections of one runtime share one driver. */
export function driverOf(runtime: Runtime): Driver {
  let driver = drivers.get(runtime);
  if (driver === undefined) {
    driver = new Driver(runtime);
    drivers.set(runtime, driver);
  }
  return driver;
}
