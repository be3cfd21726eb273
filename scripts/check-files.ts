/** The file rules: at most 500 lines, a header comment, and a test beside every source file that has logic. */

import { codeOf, filesUnder, readText, report } from './sources.ts';

const LINES = 500;

const sources = filesUnder('src', '.ts');
const others = ['test', 'scripts', 'bench', 'demo'].flatMap(folder => filesUnder(folder, '.ts'));
const pages = filesUnder('demo', '.js').concat(filesUnder('demo', '.css'));
const foreign = filesUnder('test', '.py').concat(filesUnder('test', '.go'));
const tests = new Set(others);

report('files', sources.length + others.length + pages.length + foreign.length, [
  ...[...sources, ...others, ...pages, ...foreign].flatMap(checkLength),
  ...[...sources, ...others].flatMap(checkHeader),
  ...sources.flatMap(checkTest),
]);

function checkLength(path: string): string[] {
  const lines = readText(path).split('\n').length - 1;
  return lines > LINES ? [`${path}: ${lines} lines, at most ${LINES} allowed: cut it by concept`] : [];
}

function checkHeader(path: string): string[] {
  const text = readText(path).replace(/^#![^\n]*\n/, '');
  return text.startsWith('/**') ? [] : [`${path}: a file opens with a doc comment that says what it is`];
}

function checkTest(path: string): string[] {
  if (!hasLogic(path)) return [];
  const test = path.replace(/^src\//, 'test/unit/').replace(/\.ts$/, '.test.ts');
  return tests.has(test) ? [] : [`${path}: no test ${test}`];
}

/** Types-only files and barrels have nothing to test: every statement is a type, an import or a re-export. */
function hasLogic(path: string): boolean {
  return /^(?:export\s+)?(?:default\s+)?(?:abstract\s+)?(?:async\s+)?(?:function|class|const\s+\w+[^=\n]*=\s*(?:[^'"\d\s]|$)|let|var|for|if)/m.test(
    codeOf(readText(path), true).replace(/^export\s*(?:type\s*)?(?:\*|\{[^}]*\})[^;]*;/gm, ''),
  );
}
