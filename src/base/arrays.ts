/** What arrays lack. */

/** The same items in an array without spare room: V8 gives one that grows room for 16 items more. */
export function trimmed<T>(list: readonly T[]): T[] {
  return list.slice();
}

/** `list` and `item` after it. No longer than that, where `push` would make room for sixteen more. */
export function appended<T>(list: readonly T[], item: T): T[] {
  return list.concat([item]);
}

/** Takes out, in place, all that `which` holds for. */
export function removeWhere<T>(list: T[], which: (item: T) => boolean): void {
  for (let i = list.length - 1; i >= 0; i--) if (which(list[i] as T)) list.splice(i, 1);
}
