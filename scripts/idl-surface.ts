/**
 * The package against the W3C's IDL: interfaces, how dictionaries are read, and the types of dictionaries and enumerations.
 *
 * Every difference stands in `idl-differences.json` with its reason. One that is not listed fails, and so does a listed
 * one that is there no longer. The types are compared by the compiler: `--write` writes `test/types/idl-*.ts` anew, and
 * without it these files have to be what would be written.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ours from '../src/index.ts';
import { checkDictionaries } from './idl/check-dictionary.ts';
import { checkInterface, type InterfaceObject } from './idl/check-interface.ts';
import { readSpecification } from './idl/specification.ts';
import { typeTests } from './idl/type-tests.ts';
import { ROOT, readText } from './sources.ts';

const DIFFERENCES = join(ROOT, 'scripts/idl-differences.json');

const specification = readSpecification();
const reasons = JSON.parse(readFileSync(DIFFERENCES, 'utf8')) as Readonly<Record<string, string>>;
const found = new Set<string>();
const differs = (name: string, what: string): void => void found.add(`${name}: ${what}`);

const classes = ours as unknown as Readonly<Record<string, InterfaceObject | undefined>>;
for (const [name, definition] of specification.interfaces) {
  const interfaceObject = classes[name];
  if (interfaceObject !== undefined) checkInterface(definition, interfaceObject, differs);
  else differs(name, 'absent');
}
await checkDictionaries(specification, differs);
const types = typeTests(specification, reasons, differs);

if (process.argv.includes('--write')) for (const [path, text] of types) writeFileSync(join(ROOT, path), text);
const problems = [
  ...[...found].filter(difference => reasons[difference] === undefined),
  ...Object.keys(reasons)
    .filter(difference => !found.has(difference))
    .map(difference => `${difference}: no longer so: strike it off the list`),
  ...[...types].filter(([path, text]) => readText(path) !== text).map(([path]) => `${path}: run with --write`),
];
for (const problem of problems.sort()) console.error(problem);
const { interfaces, dictionaries, enums } = specification;
console.log(
  `idl: ${interfaces.size} interfaces, ${dictionaries.size} dictionaries, ${enums.size} enumerations, ` +
    `${found.size} differences listed, ${problems.length} problems`,
);
if (problems.length > 0) process.exitCode = 1;
