/** Dictionary types: members in order, defaults, required members, inheritance (WebIDL §3.2.17). */

import type { Converter } from './convert.ts';

/** One member: its converter, and what stands for it when it is missing. */
export interface Member<T> {
  readonly convert: Converter<T>;
  readonly required: boolean;
  /** Makes the default value; undefined if there is none. */
  readonly fallback: (() => T) | undefined;
}

export function optional<T>(convert: Converter<T>): Member<T> {
  return { convert, required: false, fallback: undefined };
}

export function required<T>(convert: Converter<T>): Member<T> {
  return { convert, required: true, fallback: undefined };
}

export function withDefault<T>(convert: Converter<T>, fallback: () => T): Member<T> {
  return { convert, required: false, fallback };
}

/**
 * A dictionary of the given members. The converted object has a member only if it was given or has a default.
 *
 * `levels` lists the members of the least derived dictionary first; within a level they are read in the order of their
 * names, which is observable through getters.
 */
export function dictionary<T extends object>(
  name: string,
  ...levels: readonly Readonly<Record<string, Member<unknown>>>[]
): Converter<T> {
  const members = levels.flatMap(level =>
    Object.entries(level)
      .map(([key, member]) => ({ key, member }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
  );
  // Of the last caller, who is the next one most of the time: these texts are for errors, of which there are few.
  let caller: string | undefined;
  let contexts: readonly string[] = [];
  return (value, context) => {
    if (value !== undefined && value !== null && typeof value !== 'object' && typeof value !== 'function') {
      throw new TypeError(`${context} is not an object, so it cannot be a ${name}.`);
    }
    if (context !== caller) {
      caller = context;
      contexts = members.map(({ key }) => `${context}: '${key}'`);
    }
    // A getter may come back here with another context.
    const own = contexts;
    const result: Record<string, unknown> = {};
    for (let i = 0; i < members.length; i++) {
      const { key, member } = members[i] as (typeof members)[number];
      const given: unknown = value === undefined || value === null ? undefined : Reflect.get(value, key);
      if (given !== undefined) result[key] = member.convert(given, own[i] as string);
      else if (member.required) throw new TypeError(`${context}: required member '${key}' of ${name} is missing.`);
      else if (member.fallback !== undefined) result[key] = member.fallback();
    }
    return result as T;
  };
}
