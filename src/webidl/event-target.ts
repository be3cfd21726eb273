/** Event handler attributes (HTML §8.1.8.1), and firing events at the platform's `EventTarget`. */

/** What an `on…` attribute may be set to. */
export type EventHandler<E extends Event = Event> = ((event: E) => unknown) | null;

/**
 * What an `on…` attribute of a specific event reads as. Its event is not looked into, so that an object of ours is accepted
 * where TypeScript's DOM library expects a browser's.
 */
// oxlint-disable-next-line typescript/no-explicit-any
export type EventHandlerValue = ((event: any) => any) | null;

interface HandlerRecord {
  readonly type: string;
  /** What the attribute was set to: an object, callable or not. */
  value: object | null;
  readonly listener: (event: Event) => void;
}

const NONE: readonly HandlerRecord[] = [];

/** The event handler map of one target. */
export class EventHandlers {
  readonly #target: EventTarget;
  /** A target has one or two. */
  #records: readonly HandlerRecord[];

  constructor(target: EventTarget) {
    this.#target = target;
    this.#records = NONE;
  }

  value(type: string): object | null {
    return this.#record(type)?.value ?? null;
  }

  #record(type: string): HandlerRecord | undefined {
    for (const record of this.#records) if (record.type === type) return record;
    return undefined;
  }

  set(type: string, value: unknown): void {
    // WebIDL [LegacyTreatNonObjectAsNull]: whatever is not an object is null.
    const given = (typeof value === 'object' || typeof value === 'function') && value !== null ? value : null;
    const record = this.#record(type);
    if (record === undefined) {
      if (given !== null) this.#activate(type, given);
    } else if (given === null) {
      // HTML: "deactivate an event handler". One that is set again is a new listener, at the end of the list.
      this.#target.removeEventListener(type, record.listener);
      this.#records = this.#records.filter(one => one !== record);
    } else {
      record.value = given;
    }
  }

  /** HTML: "activate an event handler": the first value takes its place among the listeners, later ones keep it. */
  #activate(type: string, value: object): void {
    const record: HandlerRecord = {
      type,
      value,
      listener: event => {
        if (typeof record.value !== 'function') return;
        const result: unknown = record.value.call(event.currentTarget, event);
        if (result === false) event.preventDefault();
      },
    };
    this.#records = this.#records.concat(record);
    this.#target.addEventListener(type, record.listener);
  }
}

/** Defines `on…` accessors on a prototype. `handlersOf` throws for a receiver that is not of the interface. */
export function defineEventHandlers<T extends EventTarget>(
  interfaceObject: { readonly prototype: T },
  handlersOf: (target: T) => EventHandlers,
  types: readonly string[],
): void {
  for (const type of types) {
    const key = `on${type}`;
    // Method syntax, so that neither function can be constructed.
    const accessor = {
      get [key](): object | null {
        return handlersOf(this as unknown as T).value(type);
      },
      set [key](value: unknown) {
        handlersOf(this as unknown as T).set(type, value);
      },
    };
    const descriptor = Object.getOwnPropertyDescriptor(accessor, key) as PropertyDescriptor;
    Object.defineProperty(interfaceObject.prototype, key, { ...descriptor, enumerable: true, configurable: true });
  }
}

/** Fires a simple event. A listener that throws is reported by the platform, not thrown here. */
export function fire(target: EventTarget, type: string): void {
  target.dispatchEvent(new Event(type));
}

/** `addEventListener` and `removeEventListener` with the types of `Events`. */
export interface TypedListening<Target, Events> {
  <K extends keyof Events & string>(
    type: K,
    listener: ((this: Target, event: Events[K]) => unknown) | { handleEvent(event: Events[K]): void },
    options?: ListeningOptions | boolean,
  ): void;
  (
    type: string,
    listener: ((this: Target, event: Event) => unknown) | { handleEvent(event: Event): void },
    options?: ListeningOptions | boolean,
  ): void;
}

/** The options of `addEventListener` (DOM §2.7). */
export interface ListeningOptions {
  /** Default false. */
  readonly capture?: boolean;
  /** Listen to one event only. Default false. */
  readonly once?: boolean;
  /** The listener does not call `preventDefault()`. Default false. */
  readonly passive?: boolean;
  /** Stops listening when it aborts. */
  readonly signal?: AbortSignal;
}
