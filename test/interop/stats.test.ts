/** What `getStats()` says at both ends of one call with media and data: ours and a browser's counts agree (W3C webrtc-stats). */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type BrowserUnderTest, browserUnderTest } from './harness/browser-under-test.ts';
import type { MediaNode } from './harness/media-node.ts';
import { mediaNode } from './harness/media-node.ts';
import { type MediaPeer, mediaPeer } from './harness/media-peer.ts';
import { carry, negotiate } from './harness/peer.ts';

type Stats = Readonly<Record<string, unknown>>;

/** The browser's before ours, ours, and the browser's after ours. */
interface Sight {
  readonly before: Report;
  readonly ours: Report;
  readonly after: Report;
}

/** How long the call goes on: some sender reports of each side. */
const CALL = 6_000;
/** Between two looks: longer than a browser keeps a report. */
const GAP = 300;
/** Packets under way, and counted at one end only. */
const UNDER_WAY = 20;
/** Seconds: on one machine, however busy. */
const MOST_ROUND_TRIP = 2;

class Report {
  readonly #all: readonly Stats[];

  constructor(all: readonly Stats[]) {
    this.#all = all;
  }

  all(type: string): readonly Stats[] {
    return this.#all.filter(one => one['type'] === type);
  }

  get(id: unknown): Stats {
    const found = this.#all.find(one => one['id'] === id);
    assert.ok(found !== undefined, `there is no ${String(id)}`);
    return found;
  }

  /** Of a stream. */
  of(type: string, ssrc: unknown): Stats {
    const found = this.all(type).find(one => one['ssrc'] === ssrc);
    assert.ok(found !== undefined, `no ${type} of ${String(ssrc)}`);
    return found;
  }

  only(type: string): Stats {
    const found = this.all(type);
    assert.equal(found.length, 1, type);
    return found[0] as Stats;
  }
}

for (const name of ['chromium', 'firefox'] as const) {
  const browser = browserUnderTest(name);
  after(() => browser.close());
  test(`the statistics of a call agree with those of ${name}`, { timeout: 120_000 }, async t => {
    const theirs = await mediaPeer(browser as BrowserUnderTest, t);
    if (theirs === undefined) return;
    const ours = await mediaNode();
    t.after(() => Promise.all([ours.peer.close(), theirs.close()]));
    await call(ours, theirs);
    const sight = await look(ours, theirs);
    checkData(sight);
    checkStreams(sight, 'outbound-rtp', 'inbound-rtp', 'packetsSent', 'packetsReceived');
    checkStreams(sight, 'inbound-rtp', 'outbound-rtp', 'packetsReceived', 'packetsSent');
    checkRemote(sight);
    checkTransport(sight);
    checkIdentity(sight, await look(ours, theirs));
  });
}

/** Media that we send back, and a channel with messages both ways. */
async function call(ours: MediaNode, theirs: MediaPeer): Promise<void> {
  await theirs.open({});
  ours.echo();
  await theirs.createChannel('counted');
  await theirs.addVideo({ codec: 'video/VP8' });
  await theirs.addAudio({ codec: 'audio/opus' });
  await negotiate(theirs, ours.peer, { trickle: true });
  await Promise.all([ours.peer.connected(), theirs.connected()]);
  await Promise.all([ours.peer.channelOpen('counted'), theirs.channelOpen('counted')]);
  await carry(theirs, ours.peer, 'counted', { kind: 'binary', size: 300_000, seed: 1, messageSize: 7_000 });
  await carry(ours.peer, theirs, 'counted', { kind: 'text', size: 5_000, seed: 2, messageSize: 1_000 });
  await pause(CALL);
}

async function look(ours: MediaNode, theirs: MediaPeer): Promise<Sight> {
  const before = new Report(await theirs.stats());
  await pause(GAP);
  const own = [...(await ours.connection.getStats()).values()] as unknown as Stats[];
  await pause(GAP);
  return { before, ours: new Report(own), after: new Report(await theirs.stats()) };
}

function checkData({ ours, after }: Sight): void {
  const [own, other] = [ours.only('data-channel'), after.only('data-channel')];
  for (const member of ['label', 'protocol', 'dataChannelIdentifier', 'state']) {
    assert.equal(own[member], other[member], member);
  }
  for (const unit of ['messages', 'bytes']) {
    assert.equal(own[`${unit}Sent`], other[`${unit}Received`], `${unit} to the browser`);
    assert.equal(own[`${unit}Received`], other[`${unit}Sent`], `${unit} to us`);
  }
  assert.equal(own['bytesReceived'], 300_000);
  assert.equal(ours.only('peer-connection')['dataChannelsOpened'], 1);
}

/** Streams one way: `type` of ours are `counterpart` of the browser. */
function checkStreams(sight: Sight, type: string, counterpart: string, packets: string, theirPackets: string): void {
  const { ours, before, after } = sight;
  const streams = ours.all(type);
  assert.deepEqual(streams.map(one => String(one['kind'])).sort(), ['audio', 'video'], type);
  for (const own of streams) {
    const { ssrc } = own;
    const [first, last] = [before.of(counterpart, ssrc), after.of(counterpart, ssrc)];
    const what = `${type} of ${String(own['kind'])}`;
    within(own, packets, first, last, theirPackets, UNDER_WAY, what);
    const bytes = packets.replace('packets', 'bytes');
    within(own, bytes, first, last, theirPackets.replace('packets', 'bytes'), number(own, bytes) * 0.05, what);
    if (own['kind'] === 'video') {
      const frames = packets.replace('packets', 'frames');
      within(own, frames, first, last, theirPackets.replace('packets', 'frames'), UNDER_WAY, what);
    }
    const codecs = [ours.get(own['codecId']), after.get(last['codecId'])] as const;
    for (const member of ['payloadType', 'clockRate']) assert.equal(codecs[0][member], codecs[1][member], what);
    assert.equal(String(codecs[0]['mimeType']).toLowerCase(), String(codecs[1]['mimeType']).toLowerCase(), what);
    assert.equal(own['mid'], last['mid'], what);
  }
}

/** What each side is told by the RTCP of the other. */
function checkRemote({ ours, after }: Sight): void {
  for (const own of ours.all('remote-inbound-rtp')) {
    assert.equal(ours.get(own['localId'])['remoteId'], own['id']);
    const trip = number(own, 'roundTripTime');
    assert.ok(trip >= 0 && trip < MOST_ROUND_TRIP, `${trip} s`);
    assert.ok(number(own, 'roundTripTimeMeasurements') > 0 && number(own, 'totalRoundTripTime') >= trip);
    const theirs = after.of('inbound-rtp', own['ssrc']);
    assert.ok(number(own, 'packetsReceived') <= number(theirs, 'packetsReceived') + UNDER_WAY);
    assert.ok(Math.abs(number(own, 'packetsLost') - number(theirs, 'packetsLost')) <= UNDER_WAY);
  }
  assert.equal(ours.all('remote-inbound-rtp').length, 2);
  for (const own of ours.all('remote-outbound-rtp')) {
    assert.equal(ours.get(own['localId'])['remoteId'], own['id']);
    const theirs = after.of('outbound-rtp', own['ssrc']);
    assert.ok(number(own, 'reportsSent') > 0);
    for (const member of ['packetsSent', 'bytesSent']) assert.ok(number(own, member) <= number(theirs, member), member);
    assert.ok(Math.abs(number(own, 'remoteTimestamp') - Date.now()) < 60_000, 'one machine has one clock');
    const trip = number(own, 'roundTripTime');
    assert.ok(trip >= 0 && trip < MOST_ROUND_TRIP, `${trip} s`);
  }
  assert.equal(ours.all('remote-outbound-rtp').length, 2);
  for (const theirs of after.all('remote-inbound-rtp')) {
    assert.ok(number(theirs, 'roundTripTime') < MOST_ROUND_TRIP);
    assert.ok(number(theirs, 'packetsLost') <= UNDER_WAY);
  }
}

function checkTransport({ ours, before, after }: Sight): void {
  const own = ours.only('transport');
  assert.equal(own['dtlsState'], 'connected');
  assert.match(String(own['iceState']), /^(?:connected|completed)$/);
  assert.equal(own['tlsVersion'], 'FEFD');
  assert.match(String(own['dtlsCipher']), /^TLS_ECDHE_/);
  const pair = ours.get(own['selectedCandidatePairId']);
  const local = ours.get(pair['localCandidateId']);
  assert.equal(pair['state'], 'succeeded');
  assert.equal(pair['nominated'], true);
  assert.ok(number(pair, 'currentRoundTripTime') < MOST_ROUND_TRIP);
  assert.ok(number(pair, 'responsesReceived') > 0 && number(pair, 'requestsReceived') > 0);
  const certificate = ours.get(own['localCertificateId']);
  assert.equal(certificate['fingerprintAlgorithm'], 'sha-256');

  // Firefox tells less of a transport, and in some versions nothing.
  const [first] = before.all('transport');
  const [theirs] = after.all('transport');
  if (first === undefined || theirs === undefined) return;
  for (const member of ['dtlsCipher', 'srtpCipher', 'tlsVersion']) {
    if (theirs[member] !== undefined) assert.equal(own[member], theirs[member], member);
  }
  for (const [member, pairs] of [
    ['dtlsRole', ['client', 'server']],
    ['iceRole', ['controlled', 'controlling']],
  ] as const) {
    if (theirs[member] !== undefined) assert.deepEqual([own, theirs].map(one => String(one[member])).sort(), pairs);
  }
  if (theirs['remoteCertificateId'] !== undefined) {
    const [here, there] = [own, theirs].map(one => String(one['remoteCertificateId']));
    assert.equal(certificate['fingerprint'], after.get(there)['fingerprint']);
    const [sent, known] = [after.get(theirs['localCertificateId']), ours.get(here)];
    assert.equal(known['base64Certificate'], sent['base64Certificate']);
  }
  const ports = ours.all('local-candidate').map(candidate => candidate['port']);
  const theirPair = after.get(theirs['selectedCandidatePairId']);
  assert.ok(ports.includes(after.get(theirPair['remoteCandidateId'])['port']), 'the candidate is one of ours');
  assert.ok(ports.includes(local['port']));
  for (const unit of ['bytes', 'packets']) {
    for (const [mine, other] of [
      ['Sent', 'Received'],
      ['Received', 'Sent'],
    ] as const) {
      if (theirs[`${unit}${other}`] === undefined) continue;
      const slack = Math.max(UNDER_WAY, number(own, `${unit}${mine}`) * 0.05);
      within(own, `${unit}${mine}`, first, theirs, `${unit}${other}`, slack, 'transport');
    }
  }
}

/** Ids stay, references lead somewhere, and counters do not go back. */
function checkIdentity(first: Sight, second: Sight): void {
  for (const type of [
    'inbound-rtp',
    'outbound-rtp',
    'transport',
    'candidate-pair',
    'media-source',
    'codec',
    'certificate',
  ]) {
    assert.ok(first.ours.all(type).length > 0, type);
    for (const one of first.ours.all(type)) {
      const later = second.ours.get(one['id']);
      for (const [member, value] of Object.entries(one)) {
        if (member.endsWith('Id') && typeof value === 'string') first.ours.get(value);
        if (!/^(packets|bytes|frames|total|nack|pli|fir|requests|responses)/.test(member)) continue;
        if (typeof value !== 'number' || ['framesPerSecond', 'packetsLost'].includes(member)) continue;
        assert.ok(number(later, member) >= value, `${type}.${member}`);
      }
    }
  }
}

/** Ours lies between the two looks of the browser. */
function within(
  own: Stats,
  member: string,
  before: Stats,
  after: Stats,
  theirMember: string,
  slack: number,
  what: string,
): void {
  const value = number(own, member);
  const [low, high] = [number(before, theirMember), number(after, theirMember)];
  assert.ok(value > 0, `${what}: ${member} is ${value}`);
  assert.ok(value >= low - slack && value <= high + slack, `${what}: ${member} ${value}, theirs ${low} to ${high}`);
}

function number(stats: Stats, member: string): number {
  const value = stats[member];
  assert.ok(typeof value === 'number', `${String(stats['type'])}.${member} is ${String(value)}`);
  return value;
}
