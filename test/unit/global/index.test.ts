/** Importing `purertc/global`: a browser's program finds its names. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

test('the global object and navigator have what they are to have', async () => {
  await import('../../../src/global/index.ts');
  const scope = globalThis as unknown as Record<string, unknown>;
  const { RTCPeerConnection, mediaDevices } = await import('../../../src/index.ts');
  assert.equal(scope['RTCPeerConnection'], RTCPeerConnection);
  assert.equal((scope['navigator'] as { mediaDevices: unknown }).mediaDevices, mediaDevices);
  assert.equal('addStream' in RTCPeerConnection.prototype, false);
});
