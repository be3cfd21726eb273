/** The names that the package exports, types among them, read from `src/index.ts`. */

import { readText } from '../sources.ts';

export function exportedTypes(): Set<string> {
  const names = new Set<string>();
  for (const [, list = ''] of readText('src/index.ts').matchAll(/^export (?:type )?\{([^}]*)\}/gm)) {
    for (const one of list.split(',')) {
      const name = one
        .trim()
        .split(/\s+as\s+/)
        .at(-1)
        ?.replace(/^type /, '');
      if (name !== undefined && name !== '') names.add(name);
    }
  }
  for (const [, name = ''] of readText('src/index.ts').matchAll(
    /^export (?:const|function|class|type|interface) (\w+)/gm,
  )) {
    names.add(name);
  }
  return names;
}
