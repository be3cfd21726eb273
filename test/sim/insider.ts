/**
 * A peer that turns on the other once it has the keys: RTP and RTCP that SRTP vouches for and nothing else does, beside
 * honest video both ways. In virtual time, over lossy links.
 */

import type { TransportAddress } from '../../src/base/address.ts';
import type { SeededRandom } from '../../src/base/random.ts';
import { SrtpSession } from '../../src/srtp/index.ts';
import type { Attack } from './insider-attacks.ts';
import { audioSection, Camera, OPUS, RED, Screen, TONES, videoSection } from './media.ts';
import type { Peer } from './peers.ts';
import { Stage } from './stage.ts';

/** Milliseconds between two bursts. */
const PACE = 10;

/** The honest SSRCs: of what the insider shows, and of what it is shown. */
const HONEST = [
  { rid: undefined, ssrc: 0x1111, rtxSsrc: 0x2222, active: true, payloadType: undefined },
  { rid: undefined, ssrc: 0x4444, rtxSsrc: 0x5555, active: true, payloadType: undefined },
] as const;

export class InsiderStage {
  readonly stage: Stage;
  readonly victim: Peer;
  /** Of the insider, who has to behave in it; and what the victim shows. */
  readonly honest: { readonly camera: Camera; readonly screen: Screen };
  readonly returned: { readonly camera: Camera; readonly screen: Screen };
  /** Receivers of the victim that get nothing but what is hostile. */
  readonly besieged: readonly Screen[];
  sent: number;
  readonly #session: SrtpSession;
  readonly #from: TransportAddress;
  readonly #to: TransportAddress;
  readonly #random: SeededRandom;

  constructor(seed: number) {
    const stage = new Stage({ seed, link: { delay: 20, loss: 0.01 } });
    const { offerer: insider, answerer: victim } = stage;
    this.stage = stage;
    this.victim = victim;
    this.sent = 0;
    this.#random = stage.world.random;
    const [there, back] = HONEST.map((encoding, index) =>
      videoSection({ mid: String(index * 5), encodings: [encoding], announced: true }),
    ) as [ReturnType<typeof videoSection>, ReturnType<typeof videoSection>];
    this.honest = { camera: new Camera(insider, there), screen: new Screen(victim, there) };
    this.returned = { camera: new Camera(victim, back), screen: new Screen(insider, back) };
    const layers = ['q', 'h'].map((rid, index) => ({ ...HONEST[0], rid, ssrc: index + 1, rtxSsrc: index + 3 }));
    this.besieged = [
      audioSection({ codecs: [OPUS, TONES, RED] }),
      videoSection({ mid: '2', encodings: layers }),
      videoSection({ mid: '3' }),
    ].map(section => {
      const screen = new Screen(victim, section);
      // Nobody looks at it, for ever.
      screen.frame = () => {};
      screen.tone = () => {};
      return screen;
    });
    const { session, from, to } = capture(insider, () => stage.connect());
    this.#session = session;
    this.#from = from;
    this.#to = to;
    this.honest.camera.start();
    this.returned.camera.start();
    // Until losses were repaired, both ways.
    stage.world.advance(5000);
  }

  /** So many packets of this attack, and then a moment for what it set in motion. */
  attack(attack: Attack, packets: number, burst: number = 20): void {
    const { world } = this.stage;
    for (let left = packets; left > 0; left -= burst) {
      for (let i = Math.min(burst, left); i > 0; i--) this.#send(attack);
      world.advance(PACE);
    }
  }

  /** Forgets what was noted of pictures, which has no bounds. */
  forget(): void {
    for (const { camera, screen } of [this.honest, this.returned]) {
      camera.keyFrameRequests.length = 0;
      screen.shown.length = 0;
    }
  }

  /** Ends the honest streams and the connection. */
  close(): void {
    this.honest.camera.stop();
    this.returned.camera.stop();
    this.stage.close();
  }

  #send(attack: Attack): void {
    const packet = attack(this.#random, this.sent);
    const session = this.#session;
    const bytes =
      packet instanceof Uint8Array ? session.protectRtcp(packet) : session.protectRtp(packet.header, packet.payload);
    this.sent++;
    if (bytes !== undefined) {
      this.stage.offerer.host.transmit({ bytes, from: this.#from, to: this.#to });
    }
  }
}

interface Captured {
  readonly session: SrtpSession;
  readonly from: TransportAddress;
  readonly to: TransportAddress;
}

/** What `peer` protects its media with, and where it sends it: of the first report after `connect`. */
function capture(peer: Peer, connect: () => void): Captured {
  const { host } = peer;
  const plain = Object.getOwnPropertyDescriptor(SrtpSession.prototype, 'protectRtcp') as PropertyDescriptor;
  const protect = plain.value as SrtpSession['protectRtcp'];
  let last: SrtpSession | undefined;
  let captured: Captured | undefined;
  const note = (session: SrtpSession): void => {
    last = session;
  };
  Object.defineProperty(SrtpSession.prototype, 'protectRtcp', {
    ...plain,
    value(this: SrtpSession, packet: Uint8Array) {
      note(this);
      return protect.call(this, packet);
    },
  });
  const transmit = host.transmit.bind(host);
  host.transmit = datagram => {
    const first = datagram.bytes[0] as number;
    if (first >= 128 && first <= 191 && last !== undefined) captured ??= { session: last, ...datagram };
    transmit(datagram);
  };
  try {
    connect();
    peer.world.run(() => captured !== undefined, 5000);
  } finally {
    Object.defineProperty(SrtpSession.prototype, 'protectRtcp', plain);
    host.transmit = transmit;
  }
  if (captured === undefined) throw new Error('no report was sent');
  return captured;
}
