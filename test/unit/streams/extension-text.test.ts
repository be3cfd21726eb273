/** MID and RIDs in header extensions. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { extensionSays, extensionText } from '../../../src/streams/extension-text.ts';
import { packet, text } from './receive-support.ts';

describe('extension text', () => {
  const introduced = packet(1, { extensions: [text(3, 'hi'), text(4, 'audio-1')] });

  it('is read by identifier', () => {
    assert.equal(extensionText(introduced, 4), 'audio-1');
    assert.equal(extensionText(introduced, 5), undefined);
    assert.equal(extensionText(introduced, 0), undefined);
    assert.equal(extensionText(packet(1), 4), undefined);
  });

  it('is compared in place', () => {
    const at = introduced.extensionAt(4);
    assert.equal(extensionSays(introduced, at, 'audio-1'), true);
    assert.equal(extensionSays(introduced, at, 'audio-2'), false);
    assert.equal(extensionSays(introduced, at, 'audio'), false);
  });
});
