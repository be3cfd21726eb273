/** pion from the sources that Debian packages, with the program over it built once, without a network. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Counterpart } from './counterpart.ts';
import { counterpartFile } from './counterpart.ts';
import { locate } from './programs.ts';

/** Where Debian's Go libraries are. */
const LIBRARIES = '/usr/share/gocode';
const REMEDY = 'it needs Go and pion, "apt-get install golang-go golang-github-pion-webrtc.v3-dev" on Debian';

/** All of pion is compiled, on slow machines too; in milliseconds. */
const BUILD_TIMEOUT = 240_000;

export interface BuiltPion {
  readonly counterpart: Counterpart;
  remove(): Promise<void>;
}

/** What is not installed; undefined if nothing. */
export function pionLack(): string | undefined {
  if (locate('go') === undefined) return 'go not installed';
  return existsSync(join(LIBRARIES, 'src/github.com/pion/webrtc')) ? undefined : `no sources of pion in ${LIBRARIES}`;
}

export async function buildPion(): Promise<BuiltPion> {
  const folder = await mkdtemp(join(tmpdir(), 'purertc-pion-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  // Paths with a version, as pion's own, are found outside of modules if what imports them lies on the GOPATH.
  await cp(counterpartFile('pion-peer'), join(folder, 'src/pion-peer'), { recursive: true });
  const command = join(folder, 'pion-peer');
  const env = {
    ...process.env,
    GO111MODULE: 'off',
    GOPATH: [folder, LIBRARIES].join(delimiter),
    GOCACHE: join(folder, 'cache'),
    GOENV: 'off',
    GOFLAGS: '',
    GOPROXY: 'off',
    // No C compiler is needed.
    CGO_ENABLED: '0',
  };
  try {
    const build = ['build', '-o', command, 'pion-peer'];
    await promisify(execFile)(locate('go') ?? 'go', build, { env, timeout: BUILD_TIMEOUT });
  } catch (error) {
    await remove();
    throw new Error(`pion is not built: ${REMEDY}\n${String(error)}`, { cause: error });
  }
  return { counterpart: { name: 'pion', command, args: [], remedy: REMEDY }, remove };
}
