/** The `Logger` port: gated before any text is built; addresses, names and credentials pass `redact`. */

/** How much a line matters. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** Who hears what happens inside. */
export interface Logger {
  /** Whether anybody listens. Ask before building a text. */
  enabled(level: LogLevel): boolean;
  /** One line, from a part of the stack. Secrets and addresses are not in it. */
  log(level: LogLevel, scope: string, text: string): void;
}

export const SILENT: Logger = {
  enabled: () => false,
  log: () => {},
};

/** Keeps the shape of a secret or an address and hides the rest: `19…42`. */
export function redact(text: string): string {
  return text.length <= 4 ? '…' : `${text.slice(0, 2)}…${text.slice(-2)}`;
}
