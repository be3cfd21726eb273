/** What the browser sends in a call: camera and microphone, or a picture drawn here and a soft tone. */

const SIZE = { width: 640, height: 360 };
const FRAMES_PER_SECOND = 30;
const TONE = 440;
const VOLUME = 0.05;

export class Source {
  #stop = [];

  constructor(stream) {
    this.stream = stream;
  }

  static async camera() {
    return new Source(await navigator.mediaDevices.getUserMedia({ audio: true, video: SIZE }));
  }

  static drawn() {
    const canvas = Object.assign(document.createElement('canvas'), SIZE);
    const context = canvas.getContext('2d');
    const began = performance.now();
    const paint = () => draw(context, (performance.now() - began) / 1000);
    paint();
    const timer = setInterval(paint, 1000 / FRAMES_PER_SECOND);
    const source = new Source(canvas.captureStream(FRAMES_PER_SECOND));
    source.#stop.push(() => clearInterval(timer));
    source.#addTone();
    return source;
  }

  stop() {
    for (const track of this.stream.getTracks()) track.stop();
    for (const steps of this.#stop) steps();
  }

  #addTone() {
    const context = new AudioContext();
    const oscillator = new OscillatorNode(context, { frequency: TONE });
    const out = context.createMediaStreamDestination();
    oscillator.connect(new GainNode(context, { gain: VOLUME })).connect(out);
    oscillator.start();
    this.stream.addTrack(out.stream.getAudioTracks()[0]);
    this.#stop.push(() => void context.close());
  }
}

/** A ball on its way over a slowly changing ground, and the time since the beginning. */
function draw(context, seconds) {
  const { width, height } = context.canvas;
  const gradient = context.createLinearGradient(0, 0, width, height);
  gradient.addColorStop(0, `hsl(${(seconds * 20 + 215) % 360} 70% 48%)`);
  gradient.addColorStop(1, `hsl(${(seconds * 20 + 300) % 360} 65% 32%)`);
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  context.fillStyle = 'white';
  context.beginPath();
  const x = width / 2 + Math.cos(seconds * 1.3) * width * 0.35;
  const y = height / 2 + Math.sin(seconds * 2.1) * height * 0.3;
  context.arc(x, y, 36, 0, 2 * Math.PI);
  context.fill();
  context.font = '600 44px system-ui, sans-serif';
  context.fillText(`${seconds.toFixed(1)} s`, 24, 60);
}
