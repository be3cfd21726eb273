/** What the channels tell reaches the owner until it is muted. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProtocolError } from '../../../src/base/errors.ts';
import type { Channel } from '../../../src/datachannel/index.ts';
import { ChannelOutlet } from '../../../src/transport/channel-outlet.ts';
import type { TransportEvents } from '../../../src/transport/events.ts';

test('each event has its name among those of the transport, and none leaves once muted', () => {
  const told: unknown[][] = [];
  const record = new Proxy(
    {},
    {
      get:
        (_, name) =>
        (...rest: unknown[]) =>
          void told.push([name, ...rest]),
    },
  );
  const outlet = new ChannelOutlet(record as TransportEvents);
  const channel = {} as Channel;
  const data = Uint8Array.of(1);
  const error = new ProtocolError('sctp', 'aborted', 'The peer aborted.');
  const tellAll = (): void => {
    outlet.incoming(channel);
    outlet.opened(channel);
    outlet.message(channel, data, true);
    outlet.bufferedAmountLow(channel);
    outlet.closing(channel);
    outlet.closed(channel, error);
  };
  tellAll();
  assert.deepEqual(told, [
    ['channelIncoming', channel],
    ['channelOpened', channel],
    ['channelMessage', channel, data, true],
    ['channelBufferedAmountLow', channel],
    ['channelClosing', channel],
    ['channelClosed', channel, error],
  ]);
  told.length = 0;
  outlet.muted = true;
  tellAll();
  assert.deepEqual(told, []);
});
