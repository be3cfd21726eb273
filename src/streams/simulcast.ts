/** `SendEncodings`: the streams of one sender, one per encoding of simulcast, or just one (RFC 8853 §5). */

import type { SendParameters } from './ports.ts';
import type { SendEnv } from './send-stream.ts';
import { SendStream } from './send-stream.ts';

export class SendEncodings {
  readonly #env: SendEnv;
  /** In the order of the encodings. */
  #streams: readonly SendStream[];
  /**
   * All there ever were, by SSRC: an encoding that is taken back up continues its numbers. Under SRTP an SSRC that
   * began anew could use a nonce twice (RFC 3711 §9.1).
   */
  readonly #bySsrc: Map<number, SendStream>;

  constructor(env: SendEnv) {
    this.#env = env;
    this.#streams = [];
    this.#bySsrc = new Map();
  }

  get streams(): readonly SendStream[] {
    return this.#streams;
  }

  /** Answers with the streams that are active now and were not before. */
  configure(parameters: SendParameters): SendStream[] {
    const before = new Set(this.#streams.filter(stream => stream.active));
    this.#streams = parameters.encodings.map(encoding => {
      const known = this.#bySsrc.get(encoding.ssrc);
      if (known !== undefined) {
        known.configure(parameters, encoding);
        return known;
      }
      const stream = new SendStream(parameters, encoding, this.#env);
      this.#bySsrc.set(encoding.ssrc, stream);
      return stream;
    });
    return this.#streams.filter(stream => stream.active && !before.has(stream));
  }
}
