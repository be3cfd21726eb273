/** The JavaScript runtimes that PureRTC is tested on, and how to get them: as packages of the registry, which hold binaries. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Runtime {
  /** `node22`, `bun`, … */
  readonly name: string;
  /** Of the registry, with a version: it holds the binary for this machine, and has no install script. */
  readonly package: string;
  /** Within the package. */
  readonly binary: string;
  /** Arguments that run a program. */
  readonly run: readonly string[];
  /** Arguments that run a file of tests. */
  readonly test: readonly string[];
  /** Find the numbers in what a run of tests prints, without colours; no number is none. */
  readonly passed: RegExp;
  readonly failed: RegExp;
  readonly skipped: RegExp;
}

const MUSL = platform() === 'linux' && !existsSync('/lib64/ld-linux-x86-64.so.2') && existsSync('/etc/alpine-release');

export const RUNTIMES: readonly Runtime[] = [node(20), node(22), node(24), node(26), bun('1.4'), deno('2.9')];

function node(major: number): Runtime {
  const system = platform() === 'win32' ? 'win' : platform();
  return {
    name: `node${major}`,
    package: `node-${system === 'darwin' ? 'bin-' : ''}${system}-${arch()}@${major}`,
    binary: 'bin/node',
    run: [],
    test: ['--test', '--test-reporter=tap'],
    passed: /^# pass (\d+)$/m,
    failed: /^# fail (\d+)$/m,
    skipped: /^# skipped (\d+)$/m,
  };
}

function bun(version: string): Runtime {
  const system = platform() === 'win32' ? 'windows' : platform();
  const cpu = arch() === 'arm64' ? 'aarch64' : arch();
  return {
    name: 'bun',
    package: `@oven/bun-${system}-${cpu}${MUSL ? '-musl' : ''}@${version}`,
    binary: 'bin/bun',
    run: [],
    // Its own limit for a test is five seconds.
    test: ['test', '--timeout', '300000'],
    passed: /^ *(\d+) pass$/m,
    failed: /^ *(\d+) fail$/m,
    skipped: /^ *(\d+) skip$/m,
  };
}

function deno(version: string): Runtime {
  const libc = platform() === 'linux' ? '-glibc' : platform() === 'win32' ? '-msvc' : '';
  return {
    name: 'deno',
    package: `@deno/${platform()}-${arch()}${libc}@${version}`,
    binary: 'deno',
    run: ['run', '--allow-all'],
    test: ['test', '--allow-all', '--no-check'],
    passed: /^(?:ok|FAILED) \|.* (\d+) passed/m,
    failed: /^(?:ok|FAILED) \|.* (\d+) failed/m,
    skipped: /^(?:ok|FAILED) \|.* (\d+) ignored/m,
  };
}

/** The path of the runtime's binary, which is fetched into a temporary folder unless it is there from before. */
export function obtain(runtime: Runtime): string {
  const folder = join(tmpdir(), 'purertc-runtimes', runtime.name);
  const name = runtime.package.slice(0, runtime.package.lastIndexOf('@'));
  const binary = join(folder, 'node_modules', name, runtime.binary + (platform() === 'win32' ? '.exe' : ''));
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const npm = platform() === 'win32' ? 'npm.cmd' : 'npm';
  execFileSync(npm, ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-save', runtime.package], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: platform() === 'win32',
  });
  if (!existsSync(binary)) throw new Error(`${runtime.package} has no ${runtime.binary}`);
  return binary;
}
