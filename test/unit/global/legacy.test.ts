/** Importing `purertc/global/legacy`: an old program finds its names. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

test('the legacy connection, its event and getUserMedia are global', async () => {
  await import('../../../src/global/legacy.ts');
  const { MediaStreamEvent, RTCPeerConnection } = await import('../../../src/legacy/index.ts');
  const scope = globalThis as unknown as Record<string, unknown>;
  assert.equal(scope['RTCPeerConnection'], RTCPeerConnection);
  assert.equal(scope['MediaStreamEvent'], MediaStreamEvent);
  assert.equal(typeof (scope['navigator'] as { getUserMedia: unknown }).getUserMedia, 'function');
  assert.equal(typeof RTCPeerConnection.prototype.addStream, 'function');
});
