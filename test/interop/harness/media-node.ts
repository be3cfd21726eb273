/** Our end of a call under test: signalling as every test peer's, and the connection at hand for its media. */

import { type MediaStreamTrack, RTCPeerConnection, type RTCRtpTransceiver } from '../../../src/index.ts';
import { TestPeer } from '../page/test-peer.ts';
import type { ConnectionClass } from '../page/w3c.ts';
import type { Peer } from './peer.ts';
import { peerOver } from './peer.ts';

export interface MediaNode {
  readonly peer: Peer;
  readonly connection: RTCPeerConnection;
  /** Sends every track that comes straight back. */
  echo(): void;
  /** The next track of this kind, or the one that is there. */
  track(kind: 'audio' | 'video'): Promise<MediaStreamTrack>;
}

export async function mediaNode(): Promise<MediaNode> {
  const made = new RTCPeerConnection();
  // A constructor may answer an object that is there already.
  const same = function (): RTCPeerConnection {
    return made;
  };
  const peer = new TestPeer(same as unknown as ConnectionClass);
  peer.open({});
  return {
    connection: made,
    peer: peerOver('node', async (method, args) => {
      const run = peer[method as keyof TestPeer] as (...args: unknown[]) => unknown;
      return run.apply(peer, [...args]);
    }),
    echo() {
      const returnTrack = (transceiver: RTCRtpTransceiver): void => {
        transceiver.direction = 'sendrecv';
        void transceiver.sender.replaceTrack(transceiver.receiver.track);
      };
      made.getTransceivers().forEach(returnTrack);
      made.addEventListener('track', event => returnTrack(event.transceiver));
    },
    track(kind) {
      const here = made.getReceivers().find(receiver => receiver.track.kind === kind);
      if (here !== undefined) return Promise.resolve(here.track);
      return new Promise(resolve => {
        made.addEventListener('track', event => {
          if (event.track.kind === kind) resolve(event.track);
        });
      });
    },
  };
}
