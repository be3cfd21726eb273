/** `compiledModule`: what `npm run wasm` writes, and a test compares with what is committed. */

import { basename } from 'node:path';
import wabt from 'wabt';
import { readText } from './sources.ts';

const LINE = 100;

/** The text of the TypeScript module that holds the WebAssembly module of the `.wat` file at `path`. */
export async function compiledModule(path: string): Promise<string> {
  const { parseWat } = await wabt();
  const parsed = parseWat(path, readText(path), { simd: true, bulk_memory: true });
  parsed.validate();
  const base64 = Buffer.from(parsed.toBinary({}).buffer).toString('base64');
  parsed.destroy();
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  const file = basename(path);
  const name = `${file
    .replace(/\.wat$/, '')
    .replaceAll('-', '_')
    .toUpperCase()}_MODULE`;
  return `/** The WebAssembly module of \`${file}\`, in base64: made by \`npm run wasm\`, not by hand. */

export const ${name}: string =
${lines.map(line => `  '${line}'`).join(' +\n')};
`;
}
