/** The operations chain (W3C webrtc-pc §4.4.1.2): the one place where promises are put in a row. */

import { domException } from '../../webidl/index.ts';

type Operation<T> = () => Promise<T>;

/** A reaction to it is a microtask, at a tenth of what one of `queueMicrotask` costs, which is an asynchronous resource to Node. */
const SETTLED: Promise<void> = Promise.resolve();

export class OperationsChain {
  /** [[Operations]]: the first one is running. */
  readonly #operations: (() => void)[];
  readonly #emptied: () => void;
  readonly #advance: () => void;
  #closed: boolean;

  /** `emptied` is called whenever the last operation is over. */
  constructor(emptied: () => void) {
    this.#operations = [];
    this.#emptied = emptied;
    this.#advance = this.#next.bind(this);
    this.#closed = false;
  }

  get empty(): boolean {
    return this.#operations.length === 0;
  }

  /** The connection was closed: what is running or waiting never settles. */
  close(): void {
    this.#closed = true;
  }

  /** "Chain an operation." */
  chain<T>(operation: Operation<T>): Promise<T> {
    // Step 2: "If connection.[[IsClosed]] is true, return a promise rejected with a newly created InvalidStateError."
    if (this.#closed) return Promise.reject(domException('InvalidStateError', 'The connection is closed.'));
    return new Promise<T>((resolve, reject) => {
      const execute = (): void => {
        this.#run(operation).then(
          value => {
            if (this.#over()) resolve(value);
          },
          (error: unknown) => {
            if (this.#over()) reject(error as Error);
          },
        );
      };
      this.#operations.push(execute);
      // Step 6: "If the length of [[Operations]] is exactly 1, execute operation."
      if (this.#operations.length === 1) execute();
    });
  }

  #run<T>(operation: Operation<T>): Promise<T> {
    try {
      return operation();
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /**
   * Step 7.3: upon fulfillment or rejection of p, before anybody else hears of it. Not by a handler on p, which would count
   * as one of the application, so that a rejection that it does not handle would be reported to nobody. False if p is not
   * to be settled.
   */
  #over(): boolean {
    if (!this.#closed) void SETTLED.then(this.#advance);
    return !this.#closed;
  }

  #next(): void {
    if (this.#closed) return;
    this.#operations.shift();
    const next = this.#operations[0];
    if (next === undefined) this.#emptied();
    else next();
  }
}
