/** The signaling state machine (RFC 9429 §3.2, W3C webrtc-pc §4.3.1): which description may come when. */

/** W3C RTCSignalingState. */
export type SignalingState =
  | 'stable'
  | 'have-local-offer'
  | 'have-remote-offer'
  | 'have-local-pranswer'
  | 'have-remote-pranswer'
  | 'closed';

/** W3C RTCSdpType. */
export type SdpType = 'offer' | 'pranswer' | 'answer' | 'rollback';

/** Who made a description. */
export type Side = 'local' | 'remote';

/**
 * The state after applying a description, undefined if it may not be applied.
 *
 * ```
 *                 offer              pranswer              answer   rollback
 * stable          have-<s>-offer     –                     –        –
 * have-<s>-offer  have-<s>-offer     have-<other>-pranswer stable   stable
 * have-<s>-pranswer –                have-<s>-pranswer     stable   –
 * ```
 */
export function nextSignalingState(state: SignalingState, side: Side, type: SdpType): SignalingState | undefined {
  const offered: SignalingState = side === 'local' ? 'have-local-offer' : 'have-remote-offer';
  const offeredToUs: SignalingState = side === 'local' ? 'have-remote-offer' : 'have-local-offer';
  const answering: SignalingState = side === 'local' ? 'have-local-pranswer' : 'have-remote-pranswer';
  switch (type) {
    case 'offer':
      return state === 'stable' || state === offered ? offered : undefined;
    case 'pranswer':
      return state === offeredToUs || state === answering ? answering : undefined;
    case 'answer':
      return state === offeredToUs || state === answering ? 'stable' : undefined;
    case 'rollback':
      // RFC 9429 §4.1.10.2: "Rollback can only be used to cancel proposed changes; there is no support for rolling back
      // from a 'stable' state to a previous 'stable' state."
      // W3C webrtc-pc §4.4.1.5 narrows it further: not from a provisional answer. Either side may take either offer back.
      return state === 'have-local-offer' || state === 'have-remote-offer' ? 'stable' : undefined;
  }
}

/**
 * Whether a remote offer asks us to take ours back first (W3C webrtc-pc §4.4.1.5: implicit rollback). The owner either
 * performs `rollback` itself, so that both changes of state are seen, or leaves it to `applyRemote`.
 */
export function needsImplicitRollback(state: SignalingState, side: Side, type: SdpType): boolean {
  return side === 'remote' && type === 'offer' && state === 'have-local-offer';
}
