/** `EventInit` (DOM §2.2), the base of every event dictionary. */

export { EVENT_INIT, type EventInit } from '../webidl/event-init.ts';
