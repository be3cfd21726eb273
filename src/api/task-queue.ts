/** "Queue a task" for one connection: nothing runs once the connection is closed (W3C webrtc-pc, every "abort these steps"). */

import type { Tasks } from '../runtime/runtime.ts';

export class TaskQueue {
  readonly #tasks: Tasks;
  #closed: boolean;

  constructor(tasks: Tasks) {
    this.#tasks = tasks;
    this.#closed = false;
  }

  /** Tasks that were queued and have not run will not run. */
  close(): void {
    this.#closed = true;
  }

  queue(steps: () => void): void {
    this.#tasks.queue(() => {
      if (!this.#closed) steps();
    });
  }

  /** Runs `steps` in a task and answers with what they answer or throw; never, if the connection is closed before. */
  perform<T>(steps: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.queue(() => {
        try {
          resolve(steps());
        } catch (error) {
          reject(error as Error);
        }
      });
    });
  }
}
