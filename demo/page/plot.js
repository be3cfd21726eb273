/** Round-trip times: measured over the ping channel, drawn as they come. */

const PERIOD = 250;
/** A ping not answered within this time is lost. */
const LOST_AFTER = 5_000;
/** Firefox's clock counts whole milliseconds: what took less seems to take none. */
const milliseconds = value => (value > 0 ? value.toFixed(1) : '< 1');
/** How many measurements the plot shows: one minute. */
const SHOWN = 240;

export class RoundTrips {
  #samples = [];
  #pending = new Map();
  #next = 0;
  #lost = 0;
  #timer;
  #canvas;

  constructor(canvas) {
    this.#canvas = canvas;
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  /** Measures over this channel from now on. */
  start(channel) {
    this.stop();
    channel.onmessage = event => this.#answered(event.data);
    channel.onopen = () => {
      this.#timer = setInterval(() => this.#ask(channel), PERIOD);
    };
    channel.onclose = () => this.stop();
  }

  stop() {
    clearInterval(this.#timer);
    this.#pending.clear();
  }

  #ask(channel) {
    const now = performance.now();
    for (const [id, at] of this.#pending) {
      if (now - at < LOST_AFTER) continue;
      this.#pending.delete(id);
      this.#lost++;
    }
    if (channel.readyState !== 'open') return;
    const id = String(this.#next++);
    this.#pending.set(id, now);
    channel.send(id);
  }

  #answered(id) {
    const at = this.#pending.get(id);
    if (at === undefined) return;
    this.#pending.delete(id);
    this.#samples.push(performance.now() - at);
    if (this.#samples.length > SHOWN) this.#samples.shift();
    this.#figures();
    this.draw();
  }

  #figures() {
    const sorted = [...this.#samples].sort((a, b) => a - b);
    const show = (id, value) => {
      document.getElementById(id).textContent = value;
    };
    show('rtt-now', milliseconds(this.#samples.at(-1)));
    show('rtt-median', milliseconds(sorted[sorted.length >> 1]));
    show('rtt-best', milliseconds(sorted[0]));
    show('rtt-lost', String(this.#lost));
  }

  draw() {
    const canvas = this.#canvas;
    const scale = devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = canvas;
    canvas.width = width * scale;
    canvas.height = height * scale;
    const pen = canvas.getContext('2d');
    pen.scale(scale, scale);

    const style = getComputedStyle(document.documentElement);
    const color = name => style.getPropertyValue(name).trim();
    const left = 64;
    const bottom = height - 8;
    const top = Math.max(1, ceiling(Math.max(...this.#samples, 1)));
    const y = value => bottom - (value / top) * (bottom - 12);

    pen.font = '12px system-ui, sans-serif';
    pen.textAlign = 'right';
    pen.textBaseline = 'middle';
    for (const share of [0, 0.5, 1]) {
      pen.strokeStyle = color('--line');
      pen.beginPath();
      pen.moveTo(left, y(top * share));
      pen.lineTo(width, y(top * share));
      pen.stroke();
      pen.fillStyle = color('--muted');
      pen.fillText(`${+(top * share).toFixed(1)} ms`, left - 6, y(top * share));
    }
    if (this.#samples.length === 0) return;

    const step = (width - left) / (SHOWN - 1);
    const x = index => width - (this.#samples.length - 1 - index) * step;
    pen.beginPath();
    this.#samples.forEach((value, index) => pen.lineTo(x(index), y(value)));
    pen.strokeStyle = color('--accent');
    pen.lineWidth = 2;
    pen.lineJoin = 'round';
    pen.stroke();
    pen.lineTo(width, bottom);
    pen.lineTo(x(0), bottom);
    pen.globalAlpha = 0.12;
    pen.fillStyle = color('--accent');
    pen.fill();
    pen.globalAlpha = 1;
  }
}

/** The next of 1, 2, 5, 10, 20, 50… */
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(factor => factor * power).find(candidate => candidate >= value);
}
