/** Our `RTCPeerConnection` and Chromium's, in every role. */

import { after } from 'node:test';
import { browserUnderTest } from './harness/browser-under-test.ts';
import { interopSuite } from './harness/suite.ts';

const chromium = browserUnderTest('chromium');
after(() => chromium.close());

interopSuite('Chromium', t => chromium.peer(t));
