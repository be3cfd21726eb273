/**
 * Puts back into `package-lock.json` the optional packages of other platforms.
 *
 * npm leaves out of the lock file what the registry in use does not serve, and a mirror may serve its own platform's
 * binaries only; `npm ci` then refuses the file, everywhere. The parents pin exact versions, and the names say the
 * platform, so the entries can be written without asking. Run it after `npm install`.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, readText } from './sources.ts';

interface Entry {
  readonly version: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  packages: Record<string, Entry>;
}

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

const lock = JSON.parse(readText('package-lock.json')) as Lock;
const added: string[] = [];
for (const parent of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    if (lock.packages[path] !== undefined || !/^\d+\.\d+\.\d+\S*$/.test(version)) continue;
    lock.packages[path] = entry(name, version, parent.dev === true);
    added.push(path);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(join(ROOT, 'package-lock.json'), `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(`${added.length} entries added`);

/** `…-linux-arm64-musl`, `…-win32-x64-msvc`: system, processor and C library in any order. */
function entry(name: string, version: string, dev: boolean): Entry {
  const words = (name.split('/').at(-1) ?? '').split('-');
  const os = SYSTEMS.filter(system => words.includes(system));
  const cpu = PROCESSORS.filter(processor => words.includes(processor));
  if (words.includes('ppc64le')) cpu.push('ppc64');
  if (words.includes('riscv64gc')) cpu.push('riscv64');
  if (cpu.length === 0 && words.some(word => word.startsWith('arm'))) cpu.push('arm');
  const musl = words.some(word => word.startsWith('musl'));
  const libc = musl ? ['musl'] : words.some(word => word.startsWith('gnu')) ? ['glibc'] : [];
  return {
    version,
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(dev ? { dev } : {}),
    ...(libc.length > 0 && os.includes('linux') ? { libc } : {}),
    optional: true,
    ...(os.length > 0 ? { os } : {}),
  };
}
