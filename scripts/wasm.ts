/** `npm run wasm`: compiles each `.wat` of `src` into a module of TypeScript beside it, which is committed. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiledModule } from './compile-wasm.ts';
import { filesUnder, ROOT } from './sources.ts';

for (const path of filesUnder('src', '.wat')) {
  const target = join(ROOT, path.replace(/\.wat$/, '-module.ts'));
  const text = await compiledModule(path);
  if (readFileSync(target, { encoding: 'utf8', flag: 'a+' }) === text) continue;
  writeFileSync(target, text);
  console.log(`${path}: ${text.length} characters of module`);
}
