/** `EventInit` (DOM §2.2), the base of every event dictionary. */

import { boolean } from './convert.ts';
import { type Member, withDefault } from './dictionary.ts';

/** What every event may be made with (DOM §2.2). */
export interface EventInit {
  /** Default false. */
  bubbles?: boolean;
  /** Whether `preventDefault()` has an effect. Default false. */
  cancelable?: boolean;
  /** Default false. */
  composed?: boolean;
}

export const EVENT_INIT: Readonly<Record<'bubbles' | 'cancelable' | 'composed', Member<boolean>>> = {
  bubbles: withDefault(boolean, () => false),
  cancelable: withDefault(boolean, () => false),
  composed: withDefault(boolean, () => false),
};
