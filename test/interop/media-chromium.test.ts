/** Media between our `RTCPeerConnection` and Chromium's. */

import { after } from 'node:test';
import { browserUnderTest } from './harness/browser-under-test.ts';
import { mediaSuite } from './harness/media-suite.ts';

const chromium = browserUnderTest('chromium');
after(() => chromium.close());

mediaSuite('Chromium', chromium, {
  codecs: ['video/VP8', 'video/VP9', 'video/AV1'],
  // Builds without it exist: it is licensed.
  optionalCodecs: ['video/H264'],
});
