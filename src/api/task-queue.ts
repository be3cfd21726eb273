/** "Queue a task" for one connection: nothing runs once the connection is closed (W3C webrtc-pc, every "abort these steps"). */

import type { Tasks } from '../runtime/runtime.ts';

/** Whose task it is. */
export interface TaskOwner {
  /** Asked when a task's turn comes: false if it is to do nothing any more. */
  readonly isLive: boolean;
}

/** A method of the owner, so that a task needs no closure: in a rush of connections tasks live long, and there are many. */
type Steps = (this: TaskOwner, argument: unknown) => void;

/** What a task takes of the row: owner, steps, argument. */
const PLACES = 3;

/** So many places of tasks that have run are kept in front of those that wait; most of the time all have run before that. */
const MAX_SPENT = 1024 * PLACES;

/** All tasks that wait, of all connections on the same loop: that is first in, first out, so its turn alone tells whose task it is. */
class WaitingTasks {
  readonly #tasks: Tasks;
  #row: unknown[];
  /** Where the next task stands. */
  #first: number;
  readonly #runNext: () => void;

  constructor(tasks: Tasks) {
    this.#tasks = tasks;
    this.#row = [];
    this.#first = 0;
    this.#runNext = this.#next.bind(this);
  }

  /** Queues a method of `owner`, which says by itself whether it is to run. */
  add<O extends TaskOwner, A>(owner: O, steps: (this: O, argument: A) => void, argument: A): void {
    this.#row.push(owner, steps, argument);
    this.#tasks.queue(this.#runNext);
  }

  #next(): void {
    const row = this.#row;
    const first = this.#first;
    const owner = row[first] as TaskOwner;
    const steps = row[first + 1] as Steps;
    const argument = row[first + 2];
    this.#first = first + PLACES;
    // What a rush of connections made room for is not kept.
    if (this.#first === row.length || this.#first > MAX_SPENT) {
      this.#row = row.slice(this.#first);
      this.#first = 0;
    }
    if (owner.isLive) steps.call(owner, argument);
  }
}

const waitingOf: WeakMap<Tasks, WaitingTasks> = new WeakMap();

function waitingTasks(tasks: Tasks): WaitingTasks {
  let waiting = waitingOf.get(tasks);
  if (waiting === undefined) {
    waiting = new WaitingTasks(tasks);
    waitingOf.set(tasks, waiting);
  }
  return waiting;
}

export class TaskQueue implements TaskOwner {
  /** For those who say by themselves whether the connection is closed. */
  readonly waiting: WaitingTasks;
  /** A field: each task asks. */
  isLive: boolean;

  constructor(tasks: Tasks) {
    this.waiting = waitingTasks(tasks);
    this.isLive = true;
  }

  /** Tasks that were queued and have not run will not run. */
  close(): void {
    this.isLive = false;
  }

  /** Steps that belong to no connection alone are given what they are about, so that they need no closure. */
  queue(steps: () => void): void;
  queue<A>(steps: (argument: A) => void, argument: A): void;
  queue(steps: (argument: never) => void, argument?: unknown): void {
    this.waiting.add(this, steps as Steps, argument);
  }

  /** Runs `steps` in a task and answers with what they answer or throw; never, if the connection is closed before. */
  perform<T>(steps: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        try {
          resolve(steps());
        } catch (error) {
          reject(error as Error);
        }
      };
      this.waiting.add(this, settle, undefined);
    });
  }
}
