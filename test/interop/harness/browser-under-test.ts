/** A browser that is launched when the first test of a file wants it, and once only. */

import type { TestContext } from 'node:test';
import type { BrowserName, BrowserOptions, OpenBrowser } from './browser.ts';
import { openBrowser } from './browser.ts';
import type { Peer } from './peer.ts';
import { present } from './programs.ts';

export interface BrowserUnderTest {
  /** A fresh peer in the browser; undefined where the browser is absent, which has then been said. */
  peer(t: TestContext): Promise<Peer | undefined>;
  close(): Promise<void>;
}

export function browserUnderTest(name: BrowserName, options: BrowserOptions = {}): BrowserUnderTest {
  let opening: Promise<OpenBrowser> | undefined;
  return {
    async peer(t) {
      if (!present(t, name)) return undefined;
      opening ??= openBrowser(name, options);
      return (await opening).peer();
    },
    async close() {
      const browser = await opening?.catch(() => undefined);
      await browser?.close();
    },
  };
}
