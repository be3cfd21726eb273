/**
 * Our classes against the W3C's IDL: every interface, member, number of required arguments and enumerability.
 *
 * What is known to be absent stands in `idl-absent.json`; an absence that is not listed fails, and so does a listed one
 * that is there by now. `--write` writes the list anew.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as webidl from 'webidl2';
import * as ours from '../src/index.ts';
import { ROOT } from './sources.ts';

const ABSENT = join(ROOT, 'scripts/idl-absent.json');

interface Member {
  readonly type: string;
  readonly name?: string;
  readonly special?: string;
  readonly readonly?: boolean;
  readonly arguments?: readonly { readonly optional: boolean; readonly variadic: boolean }[];
}

interface Definition {
  readonly type: string;
  readonly name: string;
  readonly members: readonly Member[];
}

type Class = (abstract new (...args: never[]) => object) & Record<string, unknown>;

const classes = ours as unknown as Readonly<Record<string, Class | undefined>>;
const interfaces = readInterfaces();
const absent: string[] = [];
const wrong: string[] = [];

for (const [name, members] of interfaces) {
  const found = classes[name];
  if (found === undefined) absent.push(name);
  else checkInterface(name, found, members);
}
absent.sort();
conclude();

/** The interfaces of webrtc-pc, partial ones joined. */
function readInterfaces(): Map<string, Member[]> {
  const folder = dirname(createRequire(import.meta.url).resolve('@webref/idl/package.json'));
  const definitions = webidl.parse(readFileSync(join(folder, 'webrtc.idl'), 'utf8')) as unknown as Definition[];
  const found = new Map<string, Member[]>();
  for (const { type, name, members } of definitions) {
    if (type === 'interface') found.set(name, [...(found.get(name) ?? []), ...members]);
  }
  return found;
}

function checkInterface(name: string, found: Class, members: readonly Member[]): void {
  const byName = new Map<string, Member[]>();
  for (const member of members) {
    const key = member.type === 'constructor' ? 'constructor' : (member.name ?? '');
    byName.set(key, [...(byName.get(key) ?? []), member]);
  }
  const tag: unknown = found.prototype[Symbol.toStringTag];
  if (tag !== name) wrong.push(`${name}: its string tag is ${String(tag)}`);
  for (const [key, overloads] of byName) {
    const first = overloads[0] as Member;
    if (first.type === 'constructor') checkLength(`new ${name}`, found, overloads);
    else if (first.type === 'attribute') checkAttribute(name, found, first);
    else if (first.type === 'operation' && key !== '') checkOperation(name, found, key, overloads);
  }
}

function checkAttribute(owner: string, found: Class, member: Member): void {
  const name = `${owner}.${member.name}`;
  const property = Object.getOwnPropertyDescriptor(holder(found, member), member.name as string);
  if (property === undefined) return void absent.push(name);
  if (property.get === undefined) wrong.push(`${name}: no getter`);
  if (member.readonly && property.set !== undefined) wrong.push(`${name}: can be set`);
  if (!member.readonly && property.set === undefined) wrong.push(`${name}: cannot be set`);
  if (!property.enumerable) wrong.push(`${name}: not enumerable`);
}

function checkOperation(owner: string, found: Class, key: string, overloads: readonly Member[]): void {
  const name = `${owner}.${key}`;
  const property = Object.getOwnPropertyDescriptor(holder(found, overloads[0] as Member), key);
  if (property === undefined) return void absent.push(name);
  if (typeof property.value !== 'function') return void wrong.push(`${name}: no function`);
  checkLength(name, property.value as { length: number }, overloads);
  if (!property.enumerable) wrong.push(`${name}: not enumerable`);
}

/** WebIDL §3.7.7: the `length` of a function is the least number of required arguments. */
function checkLength(name: string, callable: { readonly length: number }, overloads: readonly Member[]): void {
  const required = overloads.map(
    ({ arguments: list = [] }) => list.filter(one => !one.optional && !one.variadic).length,
  );
  const least = Math.min(...required);
  if (callable.length !== least) wrong.push(`${name}: its length is ${callable.length}, not ${least}`);
}

function holder(found: Class, member: Member): object {
  return member.special === 'static' ? found : (found.prototype as object);
}

function conclude(): void {
  if (process.argv.includes('--write')) writeFileSync(ABSENT, `${JSON.stringify(absent, undefined, 2)}\n`);
  const listed = JSON.parse(readFileSync(ABSENT, 'utf8')) as string[];
  const problems = [
    ...wrong,
    ...absent.filter(name => !listed.includes(name)).map(name => `${name}: absent`),
    ...listed.filter(name => !absent.includes(name)).map(name => `${name}: there by now, so strike it off the list`),
  ];
  for (const problem of problems) console.error(problem);
  console.log(`idl: ${interfaces.size} interfaces, ${absent.length} absences listed, ${problems.length} problems`);
  if (problems.length > 0) process.exitCode = 1;
}
