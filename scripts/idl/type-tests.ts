/** Writes the compile-time comparison of the package's dictionaries and enumerations with the IDL's: `test/types/idl-*.ts`. */

import type * as webidl from 'webidl2';
import type { Differs } from './check-interface.ts';
import { exportedTypes } from './exported-types.ts';
import { type Dictionary, fieldsOf, type Specification } from './specification.ts';

const HEADER = `/**
 * Compiled only, and written by \`npm run idl -- --write\`: the package's dictionaries have the members of the W3C's, with
 * their types, and its enumerations the values. What differs stands in \`scripts/idl-differences.json\`.
 */

import type * as ours from '../../src/index.ts';

/** \`A\` and \`B\` accept each other's values. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** Fails to compile for anything but \`true\`. */
export type Holds<T extends true> = T;
`;

const PRIMITIVES: Readonly<Record<string, string>> = {
  undefined: 'void',
  boolean: 'boolean',
  DOMString: 'string',
  USVString: 'string',
  ByteString: 'string',
  object: 'object',
  any: 'unknown',
};
for (const name of ['octet', 'byte', 'short', 'long', 'long long', 'float', 'double', 'DOMHighResTimeStamp']) {
  Object.assign(PRIMITIVES, { [name]: 'number' });
}
for (const name of ['unsigned short', 'unsigned long', 'unsigned long long', 'unrestricted double']) {
  Object.assign(PRIMITIVES, { [name]: 'number' });
}

/** The text of each file, by its path. */
export function typeTests(
  specification: Specification,
  reasons: Readonly<Record<string, string>>,
  differs: Differs,
): Map<string, string> {
  const exported = exportedTypes();
  const parts = [HEADER];
  const statistics = [HEADER];
  const isThere = (name: string): boolean => {
    if (exported.has(name)) return true;
    differs(name, 'the type is absent');
    return false;
  };
  for (const [name, values] of specification.enums) {
    if (!isThere(name)) continue;
    const union = values.map(value => `'${value}'`).join(' | ');
    parts.push(`export type ${name}Values = Holds<Same<ours.${name}, ${union}>>;\n`);
  }
  for (const definition of specification.dictionaries.values()) {
    const { name } = definition;
    if (!isThere(name)) continue;
    const file = name.endsWith('Stats') ? statistics : parts;
    file.push(dictionaryTest(specification, definition, reasons, differs));
  }
  return new Map([
    ['test/types/idl-dictionaries.ts', parts.join('\n')],
    ['test/types/idl-statistics.ts', statistics.join('\n')],
  ]);
}

/** Members by name, then each by its type and by whether it may be missing. */
function dictionaryTest(
  specification: Specification,
  { name }: Dictionary,
  reasons: Readonly<Record<string, string>>,
  differs: Differs,
): string {
  const fields = fieldsOf(specification, name).filter(field => {
    const absent = reasons[`${name}.${field.name}: the member is absent`] !== undefined;
    if (absent) differs(`${name}.${field.name}`, 'the member is absent');
    return !absent;
  });
  const extra = extraMembers(name, reasons);
  for (const member of extra) differs(`${name}.${member}`, 'the member is ours');
  const keys = [...fields.map(field => field.name), ...extra].map(key => `'${key}'`);
  const lines = [`export type ${name}Members = Holds<Same<keyof ours.${name}, ${keys.join(' | ') || 'never'}>>;`];
  for (const field of fields) {
    const difference = `${name}.${field.name}: the type is another`;
    if (reasons[difference] !== undefined) {
      differs(`${name}.${field.name}`, 'the type is another');
      continue;
    }
    const type = typeOf(specification, field.idlType);
    lines.push(`export type ${name}_${field.name} = Holds<Same<Required<ours.${name}>['${field.name}'], ${type}>>;`);
  }
  const needed = fields.filter(field => field.required).map(field => field.name);
  if (needed.length > 0) {
    const list = needed.map(key => `'${key}'`).join(' | ');
    lines.push(
      `export type ${name}Needed = Holds<Same<Pick<ours.${name}, ${list}>, Required<Pick<ours.${name}, ${list}>>>>;`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function extraMembers(name: string, reasons: Readonly<Record<string, string>>): string[] {
  const suffix = ': the member is ours';
  return Object.keys(reasons)
    .filter(key => key.startsWith(`${name}.`) && key.endsWith(suffix))
    .map(key => key.slice(name.length + 1, -suffix.length));
}

/** TypeScript for an IDL type. */
function typeOf(specification: Specification, type: webidl.IDLTypeDescription): string {
  const text = bareTypeOf(specification, type);
  return type.nullable ? `${text} | null` : text;
}

function bareTypeOf(specification: Specification, type: webidl.IDLTypeDescription): string {
  if (type.union) return type.idlType.map(one => typeOf(specification, one)).join(' | ');
  switch (type.generic) {
    case 'sequence':
      return `(${typeOf(specification, type.idlType[0])})[]`;
    case 'FrozenArray':
      return `readonly (${typeOf(specification, type.idlType[0])})[]`;
    case 'record':
      return `Readonly<Record<string, ${typeOf(specification, type.idlType[1])}>>`;
    case 'Promise':
      return `Promise<${typeOf(specification, type.idlType[0])}>`;
    default:
      break;
  }
  const name = type.idlType as string;
  const alias = specification.typedefs.get(name);
  if (alias !== undefined) return typeOf(specification, alias);
  return PRIMITIVES[name] ?? `ours.${name}`;
}
