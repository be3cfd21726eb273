/** Our `RTCPeerConnection` and Firefox's, in every role. */

import { after } from 'node:test';
import { browserUnderTest } from './harness/browser-under-test.ts';
import { interopSuite } from './harness/suite.ts';

const firefox = browserUnderTest('firefox');
after(() => firefox.close());

interopSuite('Firefox', t => firefox.peer(t));
