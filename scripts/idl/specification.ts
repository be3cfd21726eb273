/** What the W3C's documents define, read from `@webref/idl` and joined: partial definitions, inherited dictionaries, typedefs. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as webidl from 'webidl2';
import { ROOT } from '../sources.ts';

/** Identity, encoded transforms and raw media are other documents, which the package does not implement. */
const DOCUMENTS: readonly string[] = [
  'webrtc',
  'webrtc-stats',
  'webrtc-priority',
  'webrtc-svc',
  'webrtc-ice',
  'mst-content-hint',
  'mediacapture-streams',
];

export interface Interface {
  readonly name: string;
  readonly inheritance: string | null;
  readonly members: readonly webidl.IDLInterfaceMemberType[];
}

export interface Dictionary {
  readonly name: string;
  readonly inheritance: string | null;
  readonly members: readonly webidl.FieldType[];
}

export interface Specification {
  readonly interfaces: ReadonlyMap<string, Interface>;
  readonly dictionaries: ReadonlyMap<string, Dictionary>;
  /** Those of the DOM, which ours inherit. */
  readonly inherited: ReadonlyMap<string, Dictionary>;
  readonly enums: ReadonlyMap<string, readonly string[]>;
  readonly typedefs: ReadonlyMap<string, webidl.IDLTypeDescription>;
  readonly callbacks: ReadonlySet<string>;
}

interface Joined<T> {
  name: string;
  inheritance: string | null;
  members: T[];
}

export function readSpecification(): Specification {
  const folder = dirname(createRequire(import.meta.url).resolve('@webref/idl/package.json'));
  const files = DOCUMENTS.map(name => join(folder, `${name}.idl`));
  files.push(join(ROOT, 'scripts/idl/webrtc-extensions.idl'));
  const parse = (file: string): webidl.IDLRootType[] => webidl.parse(readFileSync(file, 'utf8'));
  const roots = files.flatMap(parse);
  const dom = parse(join(folder, 'dom.idl')).filter(root => root.type === 'dictionary' && root.name === 'EventInit');

  const interfaces = new Map<string, Joined<webidl.IDLInterfaceMemberType>>();
  const dictionaries = new Map<string, Joined<webidl.FieldType>>();
  const enums = new Map<string, readonly string[]>();
  const typedefs = new Map<string, webidl.IDLTypeDescription>();
  const callbacks = new Set<string>();
  for (const root of roots) {
    if (root.type === 'interface') joinInto(interfaces, root.name, root.inheritance, root.members);
    else if (root.type === 'dictionary') joinInto(dictionaries, root.name, root.inheritance, root.members);
    else if (root.type === 'enum')
      enums.set(
        root.name,
        root.values.map(({ value }) => value),
      );
    else if (root.type === 'typedef') typedefs.set(root.name, root.idlType);
    else if (root.type === 'callback') callbacks.add(root.name);
  }
  const inherited = new Map(dom.map(root => [(root as Dictionary).name, root as Dictionary]));
  return { interfaces, dictionaries, inherited, enums, typedefs, callbacks };
}

function joinInto<T>(
  definitions: Map<string, Joined<T>>,
  name: string,
  inheritance: string | null,
  members: readonly T[],
): void {
  const found = definitions.get(name) ?? { name, inheritance: null, members: [] };
  found.inheritance ??= inheritance;
  found.members.push(...members);
  definitions.set(name, found);
}

/** The members of a dictionary, those of its ancestors first, in the order in which they are read (WebIDL §3.2.17). */
export function fieldsOf(specification: Specification, name: string): webidl.FieldType[] {
  const found = specification.dictionaries.get(name) ?? specification.inherited.get(name);
  if (found === undefined) return [];
  const own = [...found.members].sort((a, b) => (a.name < b.name ? -1 : 1));
  return [...(found.inheritance === null ? [] : fieldsOf(specification, found.inheritance)), ...own];
}
