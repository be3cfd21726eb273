// Perfect negotiation: both sides run the same code, either may change the session at any time, and when both do so at
// once the polite one gives way. Here both do so at once, again and again.
// Run: node examples/perfect-negotiation.js [rounds]
import { RTCPeerConnection } from 'purertc';

/** One side. `send` takes a message to the other side, whose `receive` gets it. */
class Negotiator {
  makingOffer = false;
  ignoreOffer = false;
  isSettingRemoteAnswerPending = false;
  collisions = 0;

  constructor(polite, send) {
    this.polite = polite;
    this.connection = new RTCPeerConnection();
    this.connection.onnegotiationneeded = async () => {
      try {
        this.makingOffer = true;
        await this.connection.setLocalDescription();
        send({ description: this.connection.localDescription });
      } finally {
        this.makingOffer = false;
      }
    };
    this.connection.onicecandidate = ({ candidate }) => send({ candidate });
    this.send = send;
  }

  async receive({ description, candidate }) {
    const { connection } = this;
    if (candidate !== undefined) {
      await connection.addIceCandidate(candidate).catch(error => {
        if (!this.ignoreOffer) throw error;
      });
      return;
    }
    const readyForOffer =
      !this.makingOffer && (connection.signalingState === 'stable' || this.isSettingRemoteAnswerPending);
    const collision = description.type === 'offer' && !readyForOffer;
    if (collision) this.collisions++;
    this.ignoreOffer = !this.polite && collision;
    if (this.ignoreOffer) return;
    this.isSettingRemoteAnswerPending = description.type === 'answer';
    await connection.setRemoteDescription(description); // rolls our own offer back if there is one
    this.isSettingRemoteAnswerPending = false;
    if (description.type === 'offer') {
      await connection.setLocalDescription();
      this.send({ description: connection.localDescription });
    }
  }
}

/** Messages arrive in order and later, as over a network. */
function pipe(to) {
  let last = Promise.resolve();
  return message => {
    last = last
      .then(() => new Promise(resolve => setImmediate(resolve)))
      .then(() => to().receive(JSON.parse(JSON.stringify(message))));
  };
}

const rounds = Number(process.argv[2] ?? 10);
const impolite = new Negotiator(
  false,
  pipe(() => polite),
);
const polite = new Negotiator(
  true,
  pipe(() => impolite),
);
const sides = [impolite, polite];

// What both change in the same moment: whether they send. Each has its own transceiver for it.
const transceivers = sides.map(({ connection }) => connection.addTransceiver('audio', { direction: 'sendonly' }));

for (let round = 0; round < rounds; round++) {
  const direction = round % 2 === 0 ? 'sendonly' : 'inactive';
  for (const transceiver of transceivers) transceiver.direction = direction;
  const settled = () =>
    transceivers.every(({ currentDirection }) => currentDirection === direction) &&
    sides.every(({ connection }) => connection.signalingState === 'stable');
  while (!settled()) await new Promise(resolve => setImmediate(resolve));
}

const collisions = impolite.collisions + polite.collisions;
console.log(`${rounds} rounds, ${collisions} collisions, ${polite.connection.connectionState}`);
for (const { connection } of sides) connection.close();
