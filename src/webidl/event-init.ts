/** `EventInit` (DOM §2.2), the base of every event dictionary. */

import { boolean } from './convert.ts';
import { type Member, withDefault } from './dictionary.ts';

export interface EventInit {
  bubbles?: boolean;
  cancelable?: boolean;
  composed?: boolean;
}

export const EVENT_INIT: Readonly<Record<'bubbles' | 'cancelable' | 'composed', Member<boolean>>> = {
  bubbles: withDefault(boolean, () => false),
  cancelable: withDefault(boolean, () => false),
  composed: withDefault(boolean, () => false),
};
