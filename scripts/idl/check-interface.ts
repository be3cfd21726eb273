/** Interface objects against the IDL: chains, names, lengths, attributes, operations, brands (WebIDL §3.7). */

import type * as webidl from 'webidl2';
import type { Interface } from './specification.ts';

/** What differs, by the name of the thing. */
export type Differs = (name: string, what: string) => void;

// oxlint-disable-next-line typescript/no-unsafe-function-type
export type InterfaceObject = Function & { readonly prototype: object } & Readonly<Record<string, unknown>>;

type Members = readonly webidl.IDLInterfaceMemberType[];
type Callable = (...args: unknown[]) => unknown;

/** WebIDL §3.7.11: what `maplike` gives a prototype. */
const MAPLIKE: readonly string[] = ['size', 'entries', 'forEach', 'get', 'has', 'keys', 'values'];

export function checkInterface(definition: Interface, found: InterfaceObject, differs: Differs): void {
  const { name, members, inheritance } = definition;
  const check = new InterfaceCheck(name, found, differs);
  check.chain(inheritance);
  check.constructible(members);
  const operations = new Map<string, webidl.OperationMemberType[]>();
  for (const member of members) {
    if (member.type === 'attribute') check.attribute(member);
    else if (member.type === 'operation' && member.name !== null) {
      operations.set(member.name, [...(operations.get(member.name) ?? []), member]);
    }
  }
  for (const overloads of operations.values()) check.operation(overloads);
  check.nothingElse(members);
}

class InterfaceCheck {
  readonly #name: string;
  readonly #found: InterfaceObject;
  readonly #differs: Differs;

  constructor(name: string, found: InterfaceObject, differs: Differs) {
    this.#name = name;
    this.#found = found;
    this.#differs = differs;
  }

  /** §3.7.1, §3.7.3: the interface object and its prototype object. */
  chain(inheritance: string | null): void {
    const { prototype } = this.#found;
    this.#expect(this.#found.name === this.#name, this.#name, `its name is ${this.#found.name}`);
    const tag = Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag);
    const tagged = tag?.value === this.#name && !tag.writable && !tag.enumerable && tag.configurable;
    this.#expect(tagged === true, this.#name, 'its string tag');
    const link = Object.getOwnPropertyDescriptor(this.#found, 'prototype');
    this.#expect(link?.writable === false, this.#name, 'its prototype can be replaced');
    const parent = Object.getPrototypeOf(prototype) as object;
    const expected = inheritance === null ? 'Object' : inheritance;
    this.#expect(
      parent.constructor.name === expected,
      this.#name,
      `inherits ${parent.constructor.name}, not ${expected}`,
    );
  }

  constructible(members: Members): void {
    const constructors = members.filter(member => member.type === 'constructor');
    if (constructors.length === 0) {
      this.#throws(this.#name, 'can be constructed', () => Reflect.construct(this.#found, []));
      return;
    }
    const required = requiredArguments(constructors);
    this.#expect(this.#found.length === required, this.#name, `the constructor's length is ${this.#found.length}`);
    for (let given = 0; given < required; given++) {
      const args = Array.from({ length: given }, () => '');
      this.#throws(this.#name, `is constructed with ${given} arguments`, () => Reflect.construct(this.#found, args));
    }
  }

  /** §3.7.6. */
  attribute(member: webidl.AttributeMemberType): void {
    const name = `${this.#name}.${member.name}`;
    const property = Object.getOwnPropertyDescriptor(this.#holder(member), member.name);
    if (property === undefined) return this.#differs(name, 'absent');
    const { get, set } = property;
    this.#expect(property.enumerable === true && property.configurable === true, name, 'enumerable and configurable');
    if (get === undefined) return this.#differs(name, 'no getter');
    this.#expect(get.name === `get ${member.name}` && get.length === 0, name, 'name and length of the getter');
    const settable = !member.readonly || member.extAttrs.some(one => one.name === 'PutForwards');
    this.#expect((set !== undefined) === settable, name, set === undefined ? 'no setter' : 'a setter');
    if (set !== undefined) {
      this.#expect(set.name === `set ${member.name}` && set.length === 1, name, 'name and length of the setter');
    }
    if (member.special === 'static') return;
    this.#checksBrand(name, get as Callable, member.idlType.generic === 'Promise');
    if (set !== undefined) this.#checksBrand(name, set as Callable, false);
  }

  /** §3.7.7. */
  operation(overloads: readonly webidl.OperationMemberType[]): void {
    const [first] = overloads as [webidl.OperationMemberType];
    const name = `${this.#name}.${first.name}`;
    const property = Object.getOwnPropertyDescriptor(this.#holder(first), first.name as string);
    if (property === undefined) return this.#differs(name, 'absent');
    const { value, enumerable, configurable, writable } = property;
    if (typeof value !== 'function') return this.#differs(name, 'no function');
    this.#expect(enumerable === true && configurable === true && writable === true, name, 'kind of property');
    const required = requiredArguments(overloads);
    const { length } = value as Callable;
    this.#expect(length === required, name, `its length is ${length}, not ${required}`);
    const promises = first.idlType?.generic === 'Promise';
    if (first.special !== 'static') this.#checksBrand(name, value as Callable, promises);
    else if (required > 0)
      this.#refuses(name, 'takes no arguments', () => Reflect.apply(value, this.#found, []), promises);
  }

  /** What is ours alone is no secret: it stands in the list of differences. */
  nothingElse(members: Members): void {
    const known = new Set(['constructor', 'prototype', 'length', 'name']);
    for (const member of members) {
      if ((member.type === 'attribute' || member.type === 'operation') && member.name !== null) known.add(member.name);
      if (member.type === 'maplike') for (const name of MAPLIKE) known.add(name);
      if (member.type === 'maplike') this.#maplike();
    }
    for (const holder of [this.#found.prototype, this.#found]) {
      for (const key of Object.getOwnPropertyNames(holder)) {
        if (!known.has(key)) this.#differs(`${this.#name}.${key}`, 'not in the specification');
      }
    }
  }

  #maplike(): void {
    const { prototype } = this.#found;
    for (const key of MAPLIKE) {
      const property = Object.getOwnPropertyDescriptor(prototype, key);
      this.#expect(property?.enumerable === true, `${this.#name}.${key}`, 'absent or hidden');
    }
    const iterator = Object.getOwnPropertyDescriptor(prototype, Symbol.iterator);
    const entries = Object.getOwnPropertyDescriptor(prototype, 'entries');
    this.#expect(iterator?.value === entries?.value && !iterator?.enumerable, this.#name, 'its iterator');
  }

  /** A receiver of another class: "throw a TypeError", or a promise that is rejected with one. */
  #checksBrand(name: string, callable: Callable, promises: boolean): void {
    const stranger: unknown = Object.create(this.#found.prototype);
    this.#refuses(name, 'accepts a stranger', () => Reflect.apply(callable, stranger, []), promises);
  }

  #refuses(name: string, what: string, call: () => unknown, promises: boolean): void {
    if (!promises) return this.#throws(name, what, call);
    try {
      const result = call();
      if (!(result instanceof Promise)) return this.#differs(name, 'answers no promise');
      result.catch(() => {});
    } catch {
      this.#differs(name, 'throws instead of rejecting');
    }
  }

  #throws(name: string, what: string, call: () => unknown): void {
    try {
      call();
    } catch (error) {
      if (!(error instanceof TypeError)) this.#differs(name, `${what}: throws ${(error as Error).name}`);
      return;
    }
    this.#differs(name, what);
  }

  #holder(member: { readonly special: string | null }): object {
    return member.special === 'static' ? this.#found : this.#found.prototype;
  }

  #expect(holds: boolean, name: string, what: string): void {
    if (!holds) this.#differs(name, what);
  }
}

/** §3.7.7: `length` is the least number of required arguments among the overloads. */
function requiredArguments(overloads: readonly { readonly arguments: readonly webidl.Argument[] }[]): number {
  const counts = overloads.map(({ arguments: list }) => list.filter(one => !one.optional && !one.variadic).length);
  return Math.min(...counts);
}
