/** What arrays lack. */

/** Takes out, in place, all that `which` holds for. */
export function removeWhere<T>(list: T[], which: (item: T) => boolean): void {
  for (let i = list.length - 1; i >= 0; i--) if (which(list[i] as T)) list.splice(i, 1);
}
