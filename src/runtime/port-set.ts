/** Ports with one number on each address of a machine: opened together, or when an address is first used. */

import type { TransportAddress } from '../base/address.ts';
import type { Tasks } from './runtime.ts';

/** What is open, or opening, on one address. */
export interface AddressPort {
  readonly address: string;
  /** Undefined while it is opening. */
  readonly local: TransportAddress | undefined;
  close(): void;
}

export interface PortSetOptions<T extends AddressPort> {
  /** 0 for a free one. */
  readonly port: number;
  readonly addresses: () => readonly string[];
  /** It tells `opened` or `failed` later. */
  readonly make: (address: string, port: number) => T;
  readonly tasks: Tasks;
}

/** A free port may be taken on another address: how many others are tried. */
const MAX_ATTEMPTS = 10;

export class PortSet<T extends AddressPort> {
  readonly #options: PortSetOptions<T>;
  readonly #ports: Map<string, T>;
  /** Why addresses could not be listened on. */
  readonly #failures: Map<string, string>;
  #number: number;
  #attempts: number;
  /** Who waits for `open` to come to an end. */
  #waiting: ((failure: string | undefined) => void) | undefined;
  #closed: boolean;

  constructor(options: PortSetOptions<T>) {
    this.#options = options;
    this.#ports = new Map();
    this.#failures = new Map();
    this.#number = options.port;
    this.#attempts = 0;
    this.#waiting = undefined;
    this.#closed = false;
  }

  /** The number that all of them have; 0 before they are open. */
  get number(): number {
    return this.#number;
  }

  get all(): readonly T[] {
    return [...this.#ports.values()];
  }

  /** The addresses that are listened on. */
  get addresses(): readonly string[] {
    return this.all.filter(port => port.local !== undefined).map(port => port.address);
  }

  /** Opens a port on each address; answers once, later: undefined, or why it cannot. */
  open(done: (failure: string | undefined) => void): void {
    this.#waiting = done;
    if (this.#options.addresses().length === 0) {
      this.#options.tasks.queue(() => this.#conclude('no address to listen on'));
      return;
    }
    this.#attempts++;
    this.#failures.clear();
    this.#openMissing();
  }

  /** The port on this address; opened if there is none yet, undefined if the set is closed. */
  on(address: string): T | undefined {
    return this.#closed ? undefined : (this.#ports.get(address) ?? this.#open(address));
  }

  /** A port is bound; answers whether it is one of these. */
  opened(port: T): boolean {
    if (this.#ports.get(port.address) !== port) return false;
    if (this.#number === 0) {
      this.#number = port.local?.port ?? 0;
      this.#openMissing();
    }
    this.#concludeIfSettled();
    return true;
  }

  /** A port could not be bound, or broke; answers whether it was one of these. */
  failed(port: T, reason: string): boolean {
    if (this.#ports.get(port.address) !== port) return false;
    this.#ports.delete(port.address);
    this.#failures.set(port.address, `${port.address}: ${reason}`);
    if (this.#waiting !== undefined) this.#openMissing();
    this.#concludeIfSettled();
    return true;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
    this.#conclude('the endpoint was closed');
  }

  /** While the port is a free one to be chosen, the first address decides which one it is. */
  #openMissing(): void {
    for (const address of this.#options.addresses()) {
      if (this.#number === 0 && this.#ports.size > 0) return;
      if (!this.#ports.has(address) && !this.#failures.has(address)) this.#open(address);
    }
  }

  #open(address: string): T {
    const port = this.#options.make(address, this.#number);
    this.#ports.set(address, port);
    return port;
  }

  /** All ports are open or have failed: whether that is good enough. */
  #concludeIfSettled(): void {
    const ports = this.all;
    if (this.#waiting === undefined || ports.some(port => port.local === undefined)) return;
    const failures = [...this.#failures.values()];
    const isTaken = failures.some(failure => failure.includes('EADDRINUSE'));
    if (isTaken && this.#options.port === 0 && this.#attempts < MAX_ATTEMPTS) {
      for (const port of ports) port.close();
      this.#ports.clear();
      this.#number = 0;
      this.open(this.#waiting);
      return;
    }
    // An address that has just gone, or is not ready yet, is no reason to fail; a port that is taken is.
    this.#conclude(ports.length === 0 || isTaken ? failures.join('; ') : undefined);
  }

  #conclude(failure: string | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) return;
    if (failure !== undefined) this.close();
    waiting(failure);
  }
}
