/** The other side has the keys and abuses them: nothing throws, nothing grows, and honest video beside it goes on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InsiderStage } from '../insider.ts';
import { ATTACKS, FLOOD_SIZE } from '../insider-attacks.ts';
import type { Camera, Screen } from '../media.ts';

const PACKETS = 4000;

const GUARDS = [
  ...['malformed-rtp', 'malformed-rtcp', 'unrouted-rtp'].map(reason => `transport/${reason}`),
  ...['replayed', 'not-authentic', 'too-many-sources'].map(reason => `srtp/${reason}`),
  ...['unknown-mid', 'unknown-payload-type', 'too-many-sources'].map(reason => `routes/${reason}`),
  ...['astray', 'duplicate', 'malformed-red', 'unpaired-rtx', 'unknown-rid', 'too-many-streams'].map(
    reason => `streams/${reason}`,
  ),
];

/** What a sender answers to requests without measure. */
interface Answered {
  readonly first: number;
  readonly again: number;
}

function answered(camera: Camera): Answered {
  const [sent] = camera.handle.statistics;
  if (sent === undefined) return { first: 0, again: 0 };
  return { first: sent.bytesSent - sent.retransmittedBytesSent, again: sent.retransmittedBytesSent };
}

test('attacks of a peer that holds the keys', { timeout: 300_000 }, async t => {
  const insider = new InsiderStage(7);
  const { stage, victim, honest, returned, besieged } = insider;
  const { counters } = victim.transport;

  /** Runs `steps`; the pictures of `screen` went on while it did. */
  const goesOn = (screen: Screen, camera: Camera, steps: () => void): void => {
    const from = stage.world.now;
    const shown = screen.shown.length;
    steps();
    const to = stage.world.now;
    const pictures = ((to - from) * camera.frameRate) / 1000;
    const freeze = screen.longestFreeze(from, to);
    const told = `${screen.shown.length - shown} of ${pictures}, ${freeze} ms: ${counters.dropped()}`;
    assert.ok(freeze < 1000 && screen.shown.length - shown > pictures * 0.9, told);
  };

  for (const [name, attack] of ATTACKS) {
    await t.test(name, () => {
      const from = stage.world.now;
      const before = answered(returned.camera);
      const run = (): void => {
        insider.attack(attack, name === 'ssrcFlood' ? FLOOD_SIZE : PACKETS);
        stage.world.advance(500);
      };
      goesOn(honest.screen, honest.camera, () => {
        // Who asks for all of it all the time has no repair left for what is really lost.
        if (name === 'nackStorm') run();
        else goesOn(returned.screen, returned.camera, run);
      });
      const took = stage.world.now - from;
      assert.deepEqual(victim.errors, []);
      assert.equal(victim.transport.closed, false);
      for (const { handle } of [honest.screen, ...besieged]) {
        assert.ok(handle.statistics.length <= 16, `${handle.statistics.length} streams`);
        assert.ok(handle.sources.length <= 512, `${handle.sources.length} sources`);
      }
      const { first, again } = answered(returned.camera);
      const repeated = again - before.again;
      // The credit that was saved up, and what comes in by what is sent.
      assert.ok(repeated <= first - before.first + 1_100_000, `${repeated} bytes beside ${first - before.first}`);
      const keys = returned.camera.keyFrameRequests.filter(({ at }) => at >= from).length;
      assert.ok(keys <= took / 200 + 1, `${keys} requests for key frames in ${took} ms`);
    });
  }
  // Every guard was tried.
  const dropped = counters.dropped();
  for (const guard of GUARDS) assert.ok(dropped.includes(`${guard} `), `${guard} is not among ${dropped}`);
  t.diagnostic(dropped);
  insider.close();
});
