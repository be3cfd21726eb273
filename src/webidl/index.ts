/** WebIDL bindings in JavaScript: conversions, dictionaries, interfaces, event handlers. */

export * from './convert.ts';
export * from './dictionary.ts';
export * from './errors.ts';
export * from './event-init.ts';
export * from './event-target.ts';
export * from './interface.ts';
export * from './platform.ts';
