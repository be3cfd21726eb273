/** What the checking scripts share: the list of source files, and their text without comments and strings. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of `package.json`, wherever this script was emitted. */
export const ROOT: string = findRoot();

function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string };
      if (manifest.name === 'purertc') return folder;
    } catch {
      // No manifest here: look further up.
    }
    const parent = resolve(folder, '..');
    if (parent === folder) throw new Error('package.json of purertc not found');
    folder = parent;
  }
}

/** Paths under `folder` (relative to the root, with `/`), recursively, that end in `ending`. */
export function filesUnder(folder: string, ending: string): string[] {
  let entries;
  try {
    entries = readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true });
  } catch {
    return [];
  }
  return entries
    .filter(entry => entry.isFile() && entry.name.endsWith(ending))
    .map(entry =>
      join(entry.parentPath, entry.name)
        .slice(ROOT.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

const LEXEMES =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[dgimsuvy]*/g;

/** Whether a slash at `at` opens a regular expression: it does where an operand may stand. */
function regexMayStart(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 40), at).trimEnd();
  return before === '' || /(?:[=(,:;!&|?{}[+\-*%<>~^]|\breturn|\btypeof|\bcase|=>)$/.test(before);
}

/** Blanks comments, and strings too unless `keepStrings`; every line keeps its number. */
export function codeOf(text: string, keepStrings = false): string {
  let code = '';
  let at = 0;
  LEXEMES.lastIndex = 0;
  for (let match = LEXEMES.exec(text); match !== null; match = LEXEMES.exec(text)) {
    const lexeme = match[0];
    const comment = lexeme.startsWith('//') || lexeme.startsWith('/*');
    if (lexeme.startsWith('/') && !comment && !regexMayStart(text, match.index)) {
      LEXEMES.lastIndex = match.index + 1;
      continue;
    }
    code += text.slice(at, match.index);
    code += comment || !keepStrings ? blank(lexeme) : lexeme;
    at = match.index + lexeme.length;
  }
  return code + text.slice(at);
}

/** Templates may hold code in `${…}`, which must go on being seen. */
function blank(lexeme: string): string {
  if (!lexeme.startsWith('`')) return lexeme.replace(/[^\n]/g, ' ');
  let shown = '';
  let depth = 0;
  for (let at = 0; at < lexeme.length; at++) {
    const character = lexeme[at] as string;
    if (depth === 0 && character === '$' && lexeme[at + 1] === '{') {
      depth = 1;
      at++;
      shown += '  ';
      continue;
    }
    if (depth > 0 && character === '{') depth++;
    if (depth > 0 && character === '}') depth--;
    shown += depth > 0 || character === '\n' ? character : ' ';
  }
  return shown;
}

export function lineOf(text: string, at: number): number {
  let line = 1;
  for (let index = text.indexOf('\n'); index >= 0 && index < at; index = text.indexOf('\n', index + 1)) line++;
  return line;
}

/** Prints what was found and sets the exit code. */
export function report(what: string, files: number, problems: readonly string[]): void {
  for (const problem of problems) console.error(problem);
  const verdict = problems.length === 0 ? 'ok' : `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
  console.log(`${what}: ${files} files, ${verdict}`);
  if (problems.length > 0) process.exitCode = 1;
}
