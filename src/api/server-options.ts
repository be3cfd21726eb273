/** What a server may want beyond `RTCConfiguration`: the second, non-standard argument of the constructor. */

import type { IceTiming } from '../ice/index.ts';
import type { Runtime } from '../runtime/runtime.ts';

export type { Runtime } from '../runtime/runtime.ts';

/** Options of our own. None of them is in the W3C specification. */
export interface ServerOptions {
  /** Clock, network and the rest. Default: this Node process. */
  readonly runtime?: Runtime;
  /** Gather loopback addresses too. Without it they serve only where there is no other address. */
  readonly includeLoopback?: boolean;
  /** Gather link-local addresses (169.254/16, fe80::/10) too. */
  readonly includeLinkLocal?: boolean;
  /** Largest message that the peer may send us, in bytes: what `a=max-message-size` says. Default 16 MiB. */
  readonly maxMessageSize?: number;
  /** Bytes that may wait in one data channel before `send` throws `OperationError`. Default 64 MiB. */
  readonly maxBufferedAmount?: number;
  /** Data channels at once, ours and the peer's. */
  readonly maxChannels?: number;
  /** Timers of ICE, such as how soon a silent path counts as `disconnected` and as `failed`. */
  readonly iceTiming?: Partial<IceTiming>;
}

export const DEFAULT_MAX_MESSAGE_SIZE: number = 16 * 1024 * 1024;
export const DEFAULT_MAX_BUFFERED_AMOUNT: number = 64 * 1024 * 1024;
