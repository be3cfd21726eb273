/**
 * The layer rules: every import of `src` against `layers.json`, no ambient clock, timer, randomness or asynchrony in
 * the sans-IO layers, and `node:` modules and packages in `src/node` only.
 */

import { posix } from 'node:path';
import { codeOf, filesUnder, lineOf, readText, report } from './sources.ts';

/** Layer → the layers it may import; `x:types` allows types only. */
type LayerTable = Readonly<Record<string, readonly string[]>>;

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

/** L5 and L6, and the WebIDL bindings: here promises and events are the subject. */
const AMBIENT_ALLOWED: ReadonlySet<string> = new Set([
  'webidl',
  'media',
  'node',
  'api',
  'index',
  'legacy',
  'global',
  'version',
  'turn-server-on-node',
  'cli',
]);

/** The ports over Node, and the commands. */
const NODE_ALLOWED: ReadonlySet<string> = new Set(['node', 'cli']);

/** A port may speak of a promise that its implementation makes. */
const PROMISE_ALLOWED: ReadonlySet<string> = new Set(['src/runtime/runtime.ts']);

const AMBIENT: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['the wall clock', /(?<![.\w$])Date\b(?=\s*[.(])|\bnew\s+Date\b/g],
  ['the monotonic clock', /(?<![.\w$])performance\s*\./g],
  ['timers', /(?<![.\w$])(?:setTimeout|setInterval|setImmediate|clearTimeout|clearInterval|clearImmediate)\s*\(/g],
  ['microtasks', /(?<![.\w$])queueMicrotask\s*\(/g],
  ['randomness', /\bMath\s*\.\s*random\b|(?<![.\w$])crypto\s*\.\s*(?:getRandomValues|randomUUID|subtle)\b/g],
  ['process', /(?<![.\w$])process\s*(?:\.|\?\.|\[)/g],
  ['Buffer', /(?<![.\w$])Buffer\b(?!\s*[?]?:)/g],
  ['Promise', /(?<![.\w$])Promise\b/g],
  ['async functions', /(?<![.\w$])async\b(?=\s*(?:function\b|\(|\*|[\w$#]+\s*(?:=>|\(|<)))|(?<![.\w$])await\b/g],
  ['globalThis', /(?<![.\w$])globalThis\b/g],
  ['the console', /(?<![.\w$])console\s*\./g],
];

const STATIC_IMPORT =
  /(?<![.\w$])(import|export)\s+(type\s+)?((?:[\w$*\s,]|\{[^}]*\})*?)\s*(?:\bfrom\s*)?(['"])([^'"\n]+)\4/g;
const DYNAMIC_IMPORT = /(?<![.\w$])(?:import|require)\s*\(\s*(['"])([^'"\n]+)\1/g;

const layers = readLayers();
const files = filesUnder('src', '.ts');
report('layers', files.length, files.flatMap(checkFile));

function readLayers(): LayerTable {
  return JSON.parse(readText('layers.json')) as LayerTable;
}

/** The layer of a path: its folder in `src`, or its own name for files at the top. */
function layerOf(path: string): string {
  return (path.split('/')[1] ?? '').replace(/\.ts$/, '');
}

function checkFile(path: string): string[] {
  const text = readText(path);
  const layer = layerOf(path);
  const problems: string[] = [];
  const problem = (line: number, message: string): void => void problems.push(`${path}:${line}: ${message}`);

  const allowed = layers[layer];
  if (allowed === undefined) problem(1, `layer "${layer}" is not in layers.json`);
  for (const found of importsOf(text)) checkImport(path, layer, allowed ?? [], found, problem);
  if (!AMBIENT_ALLOWED.has(layer)) checkAmbient(path, layer, text, problem);
  return problems;
}

function importsOf(text: string): Import[] {
  const code = codeOf(text, true);
  const imports: Import[] = [];
  for (const match of code.matchAll(STATIC_IMPORT)) {
    const clause = match[3] ?? '';
    imports.push({
      specifier: match[5] ?? '',
      typeOnly: match[2] !== undefined || onlyTypes(clause),
      line: lineOf(code, match.index),
    });
  }
  for (const match of code.matchAll(DYNAMIC_IMPORT)) {
    const typePosition = /(?::|\btypeof)\s*$/.test(code.slice(Math.max(0, match.index - 20), match.index));
    imports.push({ specifier: match[2] ?? '', typeOnly: typePosition, line: lineOf(code, match.index) });
  }
  return imports;
}

/** `{ type A, type B }` brings nothing at run time. */
function onlyTypes(clause: string): boolean {
  const names = /^\s*\{([^}]*)\}\s*$/.exec(clause)?.[1];
  if (names === undefined) return false;
  const parts = names.split(',').filter(part => part.trim() !== '');
  return parts.length > 0 && parts.every(part => /^\s*type\s/.test(part));
}

function checkImport(
  path: string,
  layer: string,
  allowed: readonly string[],
  found: Import,
  problem: (line: number, message: string) => void,
): void {
  const { specifier, line } = found;
  if (!specifier.startsWith('.')) {
    if (!NODE_ALLOWED.has(layer)) problem(line, `"${specifier}" may be imported in src/node and src/cli only`);
    return;
  }
  if (!specifier.endsWith('.ts')) problem(line, `"${specifier}" needs its .ts extension`);
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  if (!target.startsWith('src/')) {
    problem(line, `"${specifier}" leaves src`);
    return;
  }
  const other = layerOf(target);
  if (other === layer || allowed.includes(other)) return;
  if (allowed.includes(`${other}:types`)) {
    if (!found.typeOnly) problem(line, `${layer} may import types only from ${other}`);
    return;
  }
  problem(line, `${layer} may not import ${other} ("${specifier}")`);
}

function checkAmbient(
  path: string,
  layer: string,
  text: string,
  problem: (line: number, message: string) => void,
): void {
  const code = codeOf(text);
  for (const [name, pattern] of AMBIENT) {
    if (name === 'Promise' && PROMISE_ALLOWED.has(path)) continue;
    for (const match of code.matchAll(pattern)) {
      problem(lineOf(code, match.index), `${layer} is told, it never asks: ${name} ("${match[0].trim()}")`);
    }
  }
}
