/** The connection state (W3C webrtc-pc §5.6.4, RTCIceTransportState) as a function of what the agent knows. */

import type { IceState } from './events.ts';

export interface Situation {
  readonly closed: boolean;
  /** The session in force has given up. */
  readonly failed: boolean;
  /** The session in force has checked all in vain, and the peer has not said that there is no more. */
  readonly stalled: boolean;
  /** The session in force has something to check. */
  readonly started: boolean;
  /** A pair carries data; `suspect` if nothing comes back over it. */
  readonly active: 'none' | 'alive' | 'suspect';
  /** The active pair belongs to the session before the restart. */
  readonly restarting: boolean;
  /** A pair is nominated, nothing is left to gather, to signal or to check. */
  readonly finished: boolean;
  /** The agent has been past `new`. */
  readonly begun: boolean;
}

export function connectionState(situation: Situation): IceState {
  if (situation.closed) return 'closed';
  switch (situation.active) {
    case 'alive':
      // Webrtc-pc: a restart from `completed` causes "a transition to connected".
      return situation.finished && !situation.restarting ? 'completed' : 'connected';
    case 'suspect':
      // Webrtc-pc: a restart from `disconnected` goes to `checking`, "effectively forgetting that connectivity was lost".
      if (!situation.restarting) return 'disconnected';
      return situation.failed ? 'failed' : 'checking';
    default:
      if (situation.failed) return 'failed';
      // Webrtc-pc: it "has finished checking all existing candidates pairs and not found a connection …, but it is still
      // gathering and/or waiting for additional remote candidates".
      if (situation.stalled) return 'disconnected';
      return situation.started || situation.begun ? 'checking' : 'new';
  }
}
