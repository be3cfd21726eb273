/** Media between our `RTCPeerConnection` and Firefox's. */

import { after } from 'node:test';
import { browserUnderTest } from './harness/browser-under-test.ts';
import { mediaSuite } from './harness/media-suite.ts';

const firefox = browserUnderTest('firefox');
after(() => firefox.close());

mediaSuite('Firefox', firefox, {
  codecs: ['video/VP8', 'video/VP9', 'video/AV1'],
  // Firefox fetches its H.264 when it is first started, where it may.
  optionalCodecs: ['video/H264'],
});
