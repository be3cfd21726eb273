// What the benchmark harness drives: the package as it is built, and the two ends of an RTP path that the W3C API
// leaves open. Packets go from a received track to the writers of others within the turn that they came in.
import * as purertc from '../dist/index.js';
import { createRtpPacket, subscribe } from '../dist/media/index.js';

const { EncodedTrackSource, nodeRuntime } = purertc;

// One address, as the adapters of werift and others have it: loopback, or that of the namespace.
const address = process.env.BENCH_ADDRESS ?? '127.0.0.1';
const { network } = nodeRuntime;
const interfaces = () => network.interfaces().filter(each => each.address === address);
const runtime = { ...nodeRuntime, network: { ...network, interfaces } };

export class RTCPeerConnection extends purertc.RTCPeerConnection {
  constructor(configuration) {
    super(configuration, { runtime, includeLoopback: true });
  }
}

/** Calls back with each packet of a track, while the machines run: the callback must not call user code. */
class PacketTap {
  wants = 'packets';
  #onPacket;

  constructor(onPacket) {
    this.#onPacket = onPacket;
  }

  packet(received) {
    this.#onPacket(createRtpPacket(received));
  }

  frame() {}

  samples() {}
}

export const bench = {
  rtp: {
    send(pc) {
      const source = new EncodedTrackSource({ kind: 'video' });
      pc.addTransceiver(source.track, { direction: 'sendonly' });
      return packet => source.writeRtp(packet);
    },
    receive(pc, onPacket) {
      pc.addEventListener('track', ({ track }) => subscribe(track, new PacketTap(onPacket)));
    },
    size: packet => packet.payloadByteLength,
  },
};
