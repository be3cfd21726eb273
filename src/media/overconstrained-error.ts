/** `OverconstrainedError` (W3C mediacapture-streams §11.2). */

import { defineInterface, domString, requireArguments } from '../webidl/index.ts';

/** No setting of the source satisfies a required constraint. */
export class OverconstrainedError extends DOMException {
  readonly #constraint: string;

  constructor(constraint: string, message: string = '') {
    requireArguments(arguments.length, 1, "Failed to construct 'OverconstrainedError'");
    super(domString(message, "Failed to construct 'OverconstrainedError'"), 'OverconstrainedError');
    this.#constraint = domString(constraint, "Failed to construct 'OverconstrainedError'");
  }

  /** The name of the constraint that failed; empty if it would tell about devices that the page may not know. */
  get constraint(): string {
    return this.#constraint;
  }

  static {
    defineInterface(OverconstrainedError, 'OverconstrainedError');
  }
}
