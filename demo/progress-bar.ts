/** Progress bars in the terminal, one line each, drawn over themselves; a plain closing line where there is none. */

const WIDTH = 32;
/** Milliseconds between two drawings. */
const PERIOD = 80;

export class ProgressBar {
  readonly #label: string;
  readonly #size: number;
  readonly #start: number;
  #done: number;
  #finished: number | undefined;

  constructor(label: string, size: number) {
    this.#label = label;
    this.#size = size;
    this.#start = performance.now();
    this.#done = 0;
    this.#finished = undefined;
  }

  static #drawnAt = 0;
  static #drawn = false;

  /** Draws the two bars, if it is time or if `last`. */
  static show(first: ProgressBar, second: ProgressBar, last = false): void {
    const now = performance.now();
    if (!last && (!process.stdout.isTTY || now - ProgressBar.#drawnAt < PERIOD)) return;
    const up = ProgressBar.#drawn ? '\x1b[2A' : '';
    process.stdout.write(`${up}${first.#line()}\n${second.#line()}\n`);
    ProgressBar.#drawnAt = now;
    ProgressBar.#drawn = process.stdout.isTTY && !last;
  }

  at(done: number): this {
    this.#done = Math.max(this.#done, done);
    if (this.#done >= this.#size) this.#finished ??= performance.now();
    return this;
  }

  #line(): string {
    const share = this.#size === 0 ? 1 : Math.min(1, this.#done / this.#size);
    const filled = Math.round(share * WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    const seconds = ((this.#finished ?? performance.now()) - this.#start) / 1_000;
    const rate = this.#done / 1e6 / Math.max(seconds, 0.001);
    const percent = `${(share * 100).toFixed(0).padStart(3)} %`;
    const mebibytes = `${(this.#done / 1048576).toFixed(1).padStart(7)} MiB`;
    return `  ${this.#label.padEnd(5)} ${bar} ${percent} ${mebibytes}  ${rate.toFixed(1).padStart(6)} MB/s`;
  }
}
