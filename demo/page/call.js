/** The call: camera and microphone go to Node, what Node sends is shown beside them, and both are measured. */

/** Milliseconds between two looks at the statistics. */
const PERIOD = 1_000;

const $ = id => document.getElementById(id);

export class Call {
  #connection;
  #stream;
  #transceivers = [];
  #timer;
  #last;
  #drawing;

  /** @param {import('./connection.js').Connection} connection */
  constructor(connection) {
    this.#connection = connection;
    connection.peer.addEventListener('track', ({ track }) => this.#show(track));
    connection.control.addEventListener('message', event => {
      $('call-note').textContent = JSON.parse(event.data).note;
    });
    $('call-toggle').onclick = () => void (this.#stream ? this.#hangUp() : this.#start()).catch(tell);
    $('call-mode').onchange = () => this.#tellMode();
    this.#offerCodecs();
  }

  async #start() {
    $('call-note').textContent = 'asking for camera and microphone…';
    this.#stream = await this.#media();
    $('sent').srcObject = this.#stream;
    $('call-toggle').textContent = 'Hang up';
    this.#tellMode();
    const { peer } = this.#connection;
    for (const track of this.#stream.getTracks()) {
      const idle = this.#transceivers.find(({ receiver }) => receiver.track.kind === track.kind);
      if (idle) {
        idle.direction = 'sendrecv';
        await idle.sender.replaceTrack(track);
      } else {
        this.#transceivers.push(peer.addTransceiver(track, { direction: 'sendrecv', streams: [this.#stream] }));
      }
    }
    this.#preferCodec();
    this.#timer = setInterval(() => void this.#measure(), PERIOD);
  }

  /** The connection is gone, and so is the call. */
  end() {
    clearInterval(this.#timer);
    clearInterval(this.#drawing);
    if (!this.#stream) return;
    for (const track of this.#stream.getTracks()) track.stop();
    this.#stream = undefined;
    this.#last = undefined;
    $('sent').srcObject = null;
    $('returned').srcObject = null;
    $('call-toggle').textContent = 'Start the call';
    $('call-note').textContent = 'The call has ended.';
  }

  async #hangUp() {
    this.end();
    for (const transceiver of this.#transceivers) {
      transceiver.direction = 'inactive';
      await transceiver.sender.replaceTrack(null);
    }
  }

  /** Camera and microphone, or a picture and a tone of the page's own where there are none. */
  async #media() {
    if ($('call-source').value === 'camera') {
      try {
        return await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360 } });
      } catch (error) {
        $('call-note').textContent = `No camera (${error.name}): sending a drawn picture instead.`;
      }
    }
    return this.#drawn();
  }

  #drawn() {
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
    const context = canvas.getContext('2d');
    const began = performance.now();
    this.#drawing = setInterval(() => draw(context, (performance.now() - began) / 1000), 1000 / 30);
    const stream = canvas.captureStream(30);
    const audio = new AudioContext();
    const oscillator = audio.createOscillator();
    const gain = audio.createGain();
    const out = audio.createMediaStreamDestination();
    gain.gain.value = 0.05;
    oscillator.connect(gain).connect(out);
    oscillator.start();
    stream.addTrack(out.stream.getAudioTracks()[0]);
    return stream;
  }

  #tellMode() {
    const { control } = this.#connection;
    if (control.readyState === 'open') control.send(JSON.stringify({ mode: $('call-mode').value }));
  }

  #show(track) {
    const stream = $('returned').srcObject ?? new MediaStream();
    for (const old of stream.getTracks()) if (old.kind === track.kind) stream.removeTrack(old);
    stream.addTrack(track);
    $('returned').srcObject = stream;
  }

  #offerCodecs() {
    const names = RTCRtpSender.getCapabilities('video').codecs.map(({ mimeType }) => mimeType.slice('video/'.length));
    for (const name of ['VP8', 'VP9', 'H264', 'AV1']) {
      if (names.includes(name)) $('call-codec').append(new Option(name));
    }
    $('call-codec').onchange = () => {
      if (!this.#stream) return;
      this.#preferCodec();
      void this.#connection.negotiate();
    };
  }

  #preferCodec() {
    const video = this.#transceivers.find(({ receiver }) => receiver.track.kind === 'video');
    const { codecs } = RTCRtpReceiver.getCapabilities('video');
    const wanted = codecs.filter(({ mimeType }) => mimeType === `video/${$('call-codec').value}`);
    const rest = codecs.filter(({ mimeType }) => mimeType === 'video/rtx');
    video?.setCodecPreferences?.([...wanted, ...rest]);
  }

  async #measure() {
    const now = await totals(this.#connection.peer);
    const before = this.#last;
    this.#last = now;
    if (!before) return;
    const seconds = (now.at - before.at) / 1000;
    const rate = name => (now[name] - before[name]) / seconds;
    const lost = now.lost - before.lost;
    const came = now.packets - before.packets;
    $('call-up').textContent = kilobits(rate('sent'));
    $('call-down').textContent = kilobits(rate('received'));
    $('call-loss').textContent = `${((100 * Math.max(0, lost)) / Math.max(1, lost + came)).toFixed(1)} %`;
    $('call-rtt').textContent = now.roundTrip === undefined ? '–' : (now.roundTrip * 1000).toFixed(1);
    $('call-frames').textContent = `${now.frames}`;
    $('call-fps').textContent = rate('frames').toFixed(0);
    $('call-used').textContent = now.codec ?? '–';
  }
}

/** The sums over what comes in and goes out. */
async function totals(peer) {
  const report = await peer.getStats();
  const sums = { at: performance.now(), sent: 0, received: 0, lost: 0, packets: 0, frames: 0 };
  for (const stats of report.values()) {
    if (stats.type === 'outbound-rtp') sums.sent += stats.bytesSent;
    if (stats.type === 'remote-inbound-rtp' && stats.roundTripTime !== undefined) sums.roundTrip = stats.roundTripTime;
    if (stats.type !== 'inbound-rtp') continue;
    sums.received += stats.bytesReceived;
    sums.packets += stats.packetsReceived;
    sums.lost += stats.packetsLost ?? 0;
    if (stats.kind !== 'video') continue;
    sums.frames += stats.framesDecoded ?? 0;
    sums.codec = report.get(stats.codecId)?.mimeType?.slice('video/'.length);
  }
  return sums;
}

function draw(context, seconds) {
  const { width, height } = context.canvas;
  const gradient = context.createLinearGradient(0, 0, width, height);
  gradient.addColorStop(0, `hsl(${(seconds * 20) % 360} 70% 45%)`);
  gradient.addColorStop(1, `hsl(${(seconds * 20 + 120) % 360} 70% 30%)`);
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  context.fillStyle = 'white';
  context.beginPath();
  const x = width / 2 + Math.cos(seconds * 1.3) * width * 0.35;
  const y = height / 2 + Math.sin(seconds * 2.1) * height * 0.3;
  context.arc(x, y, 36, 0, 2 * Math.PI);
  context.fill();
  context.font = '600 48px system-ui, sans-serif';
  context.fillText(seconds.toFixed(1), 24, 64);
}

function kilobits(bytesPerSecond) {
  return ((bytesPerSecond * 8) / 1000).toFixed(0);
}

function tell(error) {
  $('call-note').textContent = `${error}`;
}
