/** Globals of the platform that the compiler's libraries do not declare, as the API needs them (HTML §9, File API §3). */

/** The `MessageEvent` of the platform. */
export interface MessageEvent<T = unknown> extends Event {
  /** What was sent: a string, or bytes in the form that `binaryType` says. */
  readonly data: T;
  /** Empty for data channels. */
  readonly origin: string;
  /** Empty for data channels. */
  readonly lastEventId: string;
}

interface Globals {
  readonly MessageEvent: new <T>(
    type: string,
    init?: { readonly data?: T; readonly origin?: string },
  ) => MessageEvent<T>;
  readonly TextEncoder: new () => {
    encode(text: string): Uint8Array;
    encodeInto(text: string, room: Uint8Array): { readonly written: number };
  };
  readonly TextDecoder: new (
    label: string,
    options: { readonly ignoreBOM: boolean },
  ) => { decode(bytes: Uint8Array): string };
}

const globals: Globals = globalThis as unknown as Globals;

/** A `message` event that carries `data`. */
export function messageEvent<T>(data: T): MessageEvent<T> {
  return new globals.MessageEvent('message', { data });
}

const encoder = new globals.TextEncoder();
const decoder = new globals.TextDecoder('utf-8', { ignoreBOM: true });

/** The UTF-8 of a string, in a buffer of its own; lone surrogates become U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** As above into `room`, which is large enough; answers how many bytes. @hot */
export function encodeUtf8Into(text: string, room: Uint8Array): number {
  return encoder.encodeInto(text, room).written;
}

/** The string of UTF-8 bytes; what is malformed becomes U+FFFD, and a byte order mark stays. */
export function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Whether `value` is a `Blob` of this realm. */
export function isBlob(value: unknown): value is Blob {
  return value instanceof Blob;
}

const byteLengthOf = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')?.get as () => number;

/** Whether `value` is an `ArrayBuffer` (WebIDL §3.2.25), of whatever realm: `node:vm` and test runners have others. */
export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  if (value instanceof ArrayBuffer) return true;
  // What is mostly asked about instead is told without the error below, which would cost more than all else of a message.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  try {
    byteLengthOf.call(value);
    return true;
  } catch {
    return false;
  }
}
