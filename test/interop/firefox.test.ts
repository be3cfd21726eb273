/** Our `RTCPeerConnection` and Firefox's, in every role. */

import { after } from 'node:test';
import { browserUnderTest } from './harness/browser-under-test.ts';
import { interopSuite } from './harness/suite.ts';

const firefox = browserUnderTest('firefox');
after(() => firefox.close());

// Firefox 153 does not get a single message of 10 MiB through, to another Firefox neither.
interopSuite('Firefox', t => firefox.peer(t), { longestSent: 8 << 20 });
