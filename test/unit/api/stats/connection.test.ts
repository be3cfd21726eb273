/** What is shown of a connection and its channels. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataChannelStats, peerConnectionStats } from '../../../../src/api/stats/connection.ts';

test('the connection counts its channels', () => {
  assert.deepEqual(peerConnectionStats(5, 3, 1), {
    id: 'P',
    timestamp: 5,
    type: 'peer-connection',
    dataChannelsOpened: 3,
    dataChannelsClosed: 1,
  });
});

test('a channel without a transport has zeros and no identifier', () => {
  const stats = dataChannelStats(5, {
    statsId: 'D1',
    label: 'chat',
    protocol: '',
    id: null,
    readyState: 'connecting',
    channel: undefined,
  });
  assert.equal(stats.messagesSent, 0);
  assert.equal('dataChannelIdentifier' in stats, false);
});

test('a channel shows its counters', () => {
  const channel = { messagesSent: 1, bytesSent: 2, messagesReceived: 3, bytesReceived: 4 };
  const stats = dataChannelStats(5, {
    statsId: 'D1',
    label: 'chat',
    protocol: 'p',
    id: 7,
    readyState: 'open',
    channel: channel as never,
  });
  assert.deepEqual(stats, {
    id: 'D1',
    timestamp: 5,
    type: 'data-channel',
    label: 'chat',
    protocol: 'p',
    dataChannelIdentifier: 7,
    state: 'open',
    ...channel,
  });
});
