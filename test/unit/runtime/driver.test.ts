/** The driver over fake ports: one flush per turn, one timer for all, bounded work, one transport's error is its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import type { FakeSocket, FakeTransport } from './fake-runtime.ts';
import { REMOTE, setUp } from './fake-runtime.ts';

test('a burst of datagrams is handed on at once, each with its own moment, and flushed once', () => {
  const { fake, transports } = setUp();
  const [transport] = transports as [FakeTransport];
  const events = (fake.sockets[0] as FakeSocket).events;
  for (let i = 0; i < 3; i++) {
    events.datagram(Uint8Array.of(i), REMOTE);
    fake.now += 1;
  }
  assert.deepEqual(transport.seen, ['receive 0 @100', 'receive 1 @101', 'receive 2 @102']);
  assert.equal(fake.tasks.length, 1);
  fake.check();
  assert.deepEqual(transport.seen.slice(3), ['transmit 16']);
  assert.equal(fake.clockReads, 4);
  assert.equal(fake.tasks.length, 0);
});

test('what the application answers to the datagram that began the turn leaves in its flush', () => {
  const { fake, transports } = setUp();
  const [transport] = transports as [FakeTransport];
  const [socket] = fake.sockets as [FakeSocket];
  transport.application = () => {
    transport.host.touch();
    transport.owed++;
  };
  socket.events.datagram(Uint8Array.of(0), REMOTE);
  fake.check();
  assert.equal(socket.sent.length, 1);
  assert.equal(fake.tasks.length, 0);
  // Of a burst, the others' tasks stand behind the flush: SACKs wait for one task and not for all.
  for (let i = 0; i < 3; i++) socket.events.datagram(Uint8Array.of(i), REMOTE);
  fake.check();
  assert.equal(socket.sent.length, 2);
  fake.check();
  assert.equal(socket.sent.length, 4);
  assert.equal(fake.tasks.length, 0);
});

test('what presses leaves before the flush', () => {
  const { fake, transports } = setUp();
  const [transport] = transports as [FakeTransport];
  const [socket] = fake.sockets as [FakeSocket];
  transport.pressing = true;
  transport.owed = 1;
  socket.events.datagram(Uint8Array.of(0), REMOTE);
  assert.equal(socket.sent.length, 1);
  fake.check();
  assert.deepEqual(transport.seen, ['receive 0 @100', 'transmit 16', 'transmit 16']);
});

test('a packet of a handshake does not wait for what the application does about it', () => {
  const { fake, transports } = setUp();
  const [transport] = transports as [FakeTransport];
  transport.connected = false;
  transport.application = () => transport.note('application');
  (fake.sockets[0] as FakeSocket).events.datagram(Uint8Array.of(0), REMOTE);
  fake.check();
  assert.deepEqual(transport.seen, ['receive 0 @100', 'transmit 16', 'application']);
});

test('a datagram that breaks its transport leaves the turn with a flush', () => {
  const { fake, transports } = setUp(2);
  const [broken, other] = transports as [FakeTransport, FakeTransport];
  broken.throwing = 'receive';
  (fake.sockets[0] as FakeSocket).events.datagram(Uint8Array.of(0), REMOTE);
  other.owed = 1;
  other.host.touch();
  assert.equal(fake.tasks.length, 1);
  fake.check();
  assert.equal(broken.failure?.code, 'internal-error');
  assert.equal(fake.sockets[1]?.sent.length, 1);
});

test('a logger that throws does not stop the pump', () => {
  const { fake, transports } = setUp(2);
  const [broken, other] = transports as [FakeTransport, FakeTransport];
  broken.throwing = 'receive';
  Object.assign(fake.runtime.log, {
    log() {
      throw new Error('disk full');
    },
  });
  assert.throws(() => (fake.sockets[0] as FakeSocket).events.datagram(Uint8Array.of(0), REMOTE), /disk full/);
  other.owed = 1;
  other.host.touch();
  fake.check();
  assert.equal(fake.sockets[1]?.sent.length, 1);
});

test('a flush ends after 64 datagrams, shared in turns, and the rest follows in the next turn', () => {
  const { fake, transports } = setUp(2);
  const [eager, modest] = transports as [FakeTransport, FakeTransport];
  eager.owed = 100;
  modest.owed = 3;
  eager.host.touch();
  modest.host.touch();
  fake.check();
  assert.equal(fake.sockets[0]?.sent.length, 61);
  assert.equal(fake.sockets[1]?.sent.length, 3);
  assert.equal(fake.tasks.length, 1);
  fake.check();
  assert.equal(fake.sockets[0]?.sent.length, 100);
  assert.equal(fake.tasks.length, 0);
});

test('large datagrams end a flush after 64 KiB', () => {
  const { fake, transports } = setUp();
  const [transport] = transports as [FakeTransport];
  transport.packetBytes = 16_384;
  transport.owed = 1;
  transport.host.touch();
  fake.check();
  transport.owed = 10;
  transport.host.touch();
  const sent = (): number => fake.sockets[0]?.sent.length ?? 0;
  fake.check();
  assert.equal(sent(), 5);
  fake.check();
  assert.equal(sent(), 9);
  fake.check();
  assert.equal(sent(), 11);
  assert.equal(fake.tasks.length, 0);
});

test('packets whose bytes the socket is done with are counted, and no others', () => {
  const { fake, transports } = setUp();
  const [transport] = transports as [FakeTransport];
  const [socket] = fake.sockets as [FakeSocket];
  for (const settles of [false, true, false]) {
    socket.settles = settles;
    transport.owed = 2;
    transport.host.touch();
    fake.check();
    assert.equal(transport.settled, settles || socket.sent.length > 4 ? 2 : 0);
  }
});

test('one timer serves all transports and is armed anew only for an earlier moment', () => {
  const { fake, transports } = setUp(2);
  const [late, early] = transports as [FakeTransport, FakeTransport];
  late.at = 500;
  late.host.touch();
  fake.check();
  assert.deepEqual(
    fake.armed.map(timer => timer.at),
    [500],
  );
  late.at = 1000;
  late.host.touch();
  fake.check();
  assert.equal(fake.timers.length, 1, 'a later moment does not touch the timer');
  early.at = 300;
  early.host.touch();
  fake.check();
  assert.deepEqual(
    fake.armed.map(timer => timer.at),
    [300],
  );
  fake.fire(300);
  fake.check();
  assert.deepEqual(early.seen.slice(-1), ['timeout @300']);
  fake.check();
  assert.deepEqual(early.seen.slice(-1), ['transmit 16']);
  assert.ok(!late.seen.some(what => what.startsWith('timeout')));
  assert.deepEqual(
    fake.armed.map(timer => timer.at),
    [1000],
  );
});

test('what has arrived when a timer fires is handed on first', () => {
  const { fake, transports } = setUp();
  const [transport] = transports as [FakeTransport];
  transport.at = 200;
  transport.host.touch();
  fake.check();
  const seen = transport.seen.length;
  // The loop was held up for a second: the timer is overdue, and the datagrams come with the next phase.
  fake.fire(1200);
  (fake.sockets[0] as FakeSocket).events.datagram(Uint8Array.of(7), REMOTE);
  fake.check();
  assert.deepEqual(transport.seen.slice(seen), ['receive 7 @1200', 'timeout @1200', 'transmit 16']);
});

test('a timer that fires for a deadline that has moved finds nothing due and waits again', () => {
  const { fake, transports } = setUp();
  const [transport] = transports as [FakeTransport];
  transport.at = 200;
  transport.host.touch();
  fake.check();
  transport.at = 700;
  transport.host.touch();
  fake.check();
  fake.fire(200);
  assert.equal(fake.tasks.length, 0, 'no turn for that');
  assert.ok(!transport.seen.some(what => what.startsWith('timeout')));
  assert.deepEqual(
    fake.armed.map(timer => timer.at),
    [700],
  );
});

test('a timer goes with the first deadline where it can', () => {
  const { fake, transports } = setUp(2);
  const [busy, quiet] = transports as [FakeTransport, FakeTransport];
  fake.postpones = true;
  const moveTo = (transport: FakeTransport, at: number): void => {
    transport.at = at;
    transport.host.touch();
    fake.check();
  };
  moveTo(busy, 200);
  fake.now = 150;
  moveTo(quiet, 900);
  moveTo(busy, 250);
  moveTo(busy, 300);
  assert.equal(fake.timers.length, 1);
  const armed = (): number[] => fake.armed.map(timer => timer.at);
  assert.deepEqual(armed(), [300]);
  // No further than to what waits for it next, and not at all for who is not first.
  moveTo(busy, 2000);
  assert.deepEqual(armed(), [900]);
  const { asked } = fake;
  moveTo(busy, 2100);
  assert.equal(fake.asked, asked);
  moveTo(busy, 700);
  assert.deepEqual(armed(), [700]);
  fake.fire(700);
  fake.check();
  assert.deepEqual(
    busy.seen.filter(what => what.startsWith('timeout')),
    ['timeout @700'],
  );
});

test('a deadline that moves on is followed once half of the way to it is gone, and comes up no earlier than it is', () => {
  const { fake, transports } = setUp(2);
  const [busy, other] = transports as [FakeTransport, FakeTransport];
  fake.postpones = true;
  const turn = (transport: FakeTransport, now: number, at: number): void => {
    fake.now = now;
    transport.at = at;
    transport.host.touch();
    fake.check();
  };
  const armed = (): number[] => fake.armed.map(timer => timer.at);
  turn(other, 100, 255);
  turn(busy, 100, 200);
  for (let now = 110; now <= 150; now += 10) turn(busy, now, now + 100);
  assert.deepEqual(armed(), [200]);
  assert.equal(fake.asked, 0);
  turn(busy, 151, 251);
  assert.deepEqual(armed(), [251]);
  assert.equal(fake.asked, 1);
  turn(busy, 160, 260);
  assert.deepEqual(armed(), [251]);
  const ran = (transport: FakeTransport): string[] => transport.seen.filter(what => what.startsWith('timeout'));
  fake.fire(251);
  assert.equal(fake.tasks.length, 0, 'nothing is due');
  assert.deepEqual(armed(), [255], 'the other one is first now');
  fake.fire(256);
  fake.check();
  assert.deepEqual([ran(busy), ran(other)], [[], ['timeout @256']]);
  turn(busy, 258, 270);
  turn(busy, 258, 275);
  // A loop that is late finds both moments gone, and the one that has moved on is not called.
  turn(other, 259, 272);
  fake.fire(273);
  fake.check();
  fake.check();
  assert.deepEqual([ran(busy), ran(other)], [[], ['timeout @256', 'timeout @273']]);
  fake.fire(275);
  fake.check();
  assert.deepEqual(ran(busy), ['timeout @275']);
});

test('a timer that fired is not postponed by the flush before its task', () => {
  const { fake, transports } = setUp();
  const [transport] = transports as [FakeTransport];
  fake.postpones = true;
  transport.at = 200;
  transport.host.touch();
  fake.check();
  // A turn is under way when it fires.
  transport.at = 300;
  transport.host.touch();
  fake.fire(200);
  fake.check();
  assert.ok(!transport.seen.some(what => what.startsWith('timeout')));
  fake.check();
  assert.deepEqual(
    fake.armed.map(timer => timer.at),
    [300],
  );
});

test('a deadline that is withdrawn leaves no timer behind once the armed one has fired', () => {
  const { fake, transports } = setUp();
  const [transport] = transports as [FakeTransport];
  transport.at = 200;
  transport.host.touch();
  fake.check();
  transport.at = NEVER;
  transport.host.touch();
  fake.check();
  fake.fire(200);
  fake.check();
  assert.equal(fake.armed.length, 0);
});

test('sockets and names answer the transport that asked', () => {
  const { fake, transports } = setUp();
  const [transport] = transports as [FakeTransport];
  const events = (fake.sockets[0] as FakeSocket).events;
  events.opened({ ...REMOTE, port: 7 });
  transport.host.resolve('peer.local', 4);
  fake.answers[0]?.(['192.0.2.5']);
  events.failed('gone');
  assert.deepEqual(transport.seen, ['opened true 7', 'resolved 4 192.0.2.5', 'socketFailed gone']);
});

test('a socket closes only after what is owed has been sent', () => {
  const { fake, transports } = setUp();
  const [transport] = transports as [FakeTransport];
  transport.owed = 2;
  transport.host.close(transport.socket);
  assert.equal(fake.sockets[0]?.closed, false);
  fake.check();
  assert.equal(fake.sockets[0]?.sent.length, 2);
  assert.equal(fake.sockets[0]?.closed, true);
});

test('a finished transport gives back its sockets, its timer and its hold, and hears nothing more', () => {
  const { fake, transports } = setUp();
  const [transport] = transports as [FakeTransport];
  transport.host.hold();
  transport.host.hold();
  assert.equal(fake.holds, 1);
  transport.at = 200;
  transport.owed = 5;
  transport.host.touch();
  fake.check();
  transport.owed = 1;
  transport.finished = true;
  transport.host.touch();
  fake.check();
  assert.equal(fake.sockets[0]?.sent.length, 6);
  assert.equal(fake.sockets[0]?.closed, true);
  assert.equal(fake.holds, 0);
  const before = transport.seen.length;
  const events = (fake.sockets[0] as FakeSocket).events;
  events.datagram(Uint8Array.of(1), REMOTE);
  events.opened(REMOTE);
  events.failed('late');
  transport.host.touch();
  transport.host.hold();
  fake.check();
  fake.fire(1000);
  fake.check();
  assert.equal(transport.seen.length, before);
  assert.equal(fake.holds, 0);
  assert.equal(fake.armed.length, 0);
});

test('a name that resolves after the end is nobody’s', () => {
  const { fake, transports } = setUp();
  const [transport] = transports as [FakeTransport];
  transport.host.resolve('late.example', 1);
  transport.finished = true;
  transport.host.touch();
  fake.check();
  const before = transport.seen.length;
  fake.answers[0]?.(['192.0.2.5']);
  assert.equal(transport.seen.length, before);
});

for (const place of [
  'receive',
  'opened',
  'socketFailed',
  'resolved',
  'timeout',
  'transmit',
  'nextTimeout',
  'fail-too',
]) {
  test(`an exception in ${place} ends that transport and no other`, () => {
    const { fake, transports } = setUp(2);
    const [broken, healthy] = transports as [FakeTransport, FakeTransport];
    broken.throwing = place;
    broken.at = 200;
    broken.host.hold();
    healthy.owed = 1;
    const events = (fake.sockets[0] as FakeSocket).events;
    if (place === 'opened') events.opened(REMOTE);
    else if (place === 'socketFailed') events.failed('gone');
    else if (place === 'resolved') {
      broken.host.resolve('x', 1);
      fake.answers[0]?.([]);
    } else if (place === 'fail-too') broken.host.broke(new Error('a command threw'));
    else events.datagram(Uint8Array.of(1), REMOTE);
    healthy.host.touch();
    fake.check();
    fake.fire(200);
    fake.check();
    assert.equal(broken.failure?.layer, 'internal');
    assert.ok(fake.sockets[0]?.closed === true || place === 'socketFailed');
    assert.equal(fake.holds, 0);
    assert.equal(healthy.failure, undefined);
    assert.equal(fake.sockets[1]?.sent.length, 1);
    assert.ok(fake.logged.length > 0);
  });
}
