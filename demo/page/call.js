/** The call: camera and microphone go to Node, what Node sends is shown beside them, and both are measured. */

import { Source } from './source.js';

/** Milliseconds between two looks at the statistics. */
const PERIOD = 1_000;
const CODECS = ['VP8', 'VP9', 'H264', 'AV1'];

const $ = id => document.getElementById(id);
const FIGURES = ['call-up', 'call-down', 'call-loss', 'call-rtt', 'call-frames', 'call-fps', 'call-packets'];

export class Call {
  #connection;
  #source;
  #starting = false;
  #transceivers = [];
  #timer;
  #last;
  /** Decoded in this call. */
  #frames = 0;

  /** @param {import('./connection.js').Connection} connection */
  constructor(connection) {
    this.#connection = connection;
    connection.peer.addEventListener('track', ({ track }) => this.#show(track));
    connection.control.addEventListener('message', event => this.#hear(JSON.parse(event.data)));
    $('call-toggle').onclick = () => void (this.#source ? this.#hangUp() : this.#start()).catch(tell);
    $('call-sound').onclick = () => this.#sound($('returned').muted);
    $('call-wanted').onclick = event => void this.#takeCodec(event.target.value);
    offerCodecs();
    listen('call-mode', () => this.#tellMode());
    listen('call-source', () => void this.#changeSource().catch(tell));
    listen('call-codec', () => void this.#takeCodec(chosen('call-codec')).catch(tell));
    reset();
  }

  /** The connection is gone, and so is the call. */
  end() {
    clearInterval(this.#timer);
    if (!this.#source) return;
    this.#source.stop();
    this.#source = undefined;
    reset();
    $('call-note').textContent = 'The call has ended.';
  }

  async #start() {
    if (this.#starting) return;
    this.#starting = true;
    $('call-toggle').disabled = true;
    try {
      $('call-note').textContent = 'Asking for camera and microphone…';
      const source = await openSource();
      if (this.#connection.peer.connectionState === 'closed') return source.stop();
      this.#source = source;
      this.#tellMode();
      this.#last = await totals(this.#connection.peer);
      this.#frames = 0;
      await this.#send(source.stream);
    } finally {
      this.#starting = false;
      $('call-toggle').disabled = false;
    }
    $('call').toggleAttribute('data-on', true);
    $('call-toggle').textContent = 'Hang up';
    $('call-sound').hidden = false;
    $('call-frames').textContent = '0';
    this.#timer = setInterval(() => void this.#measure(), PERIOD);
  }

  /** Both directions for each track; what an earlier call left idle is used again. */
  async #send(stream) {
    const { peer } = this.#connection;
    $('sent').srcObject = stream;
    for (const track of stream.getTracks()) {
      let transceiver = this.#transceivers.find(({ receiver }) => receiver.track.kind === track.kind);
      if (transceiver) {
        await transceiver.sender.replaceTrack(track);
      } else {
        transceiver = peer.addTransceiver(track, { direction: 'sendrecv', streams: [stream] });
        this.#transceivers.push(transceiver);
      }
      if (track.kind === 'video') prefer(transceiver, chosen('call-codec'));
    }
    for (const transceiver of this.#transceivers) transceiver.direction = 'sendrecv';
  }

  async #hangUp() {
    this.end();
    for (const transceiver of this.#transceivers) transceiver.direction = 'inactive';
    await Promise.all(this.#transceivers.map(({ sender }) => sender.replaceTrack(null)));
  }

  /** In mid-call: the other source's tracks in the place of these. */
  async #changeSource() {
    const before = this.#source;
    if (!before) return;
    const source = await openSource();
    if (this.#source !== before) return source.stop();
    this.#source = source;
    await this.#send(source.stream);
    before.stop();
  }

  async #takeCodec(name) {
    for (const input of inputs('call-codec')) input.checked = input.value === name;
    const video = this.#transceivers.find(({ receiver }) => receiver.track.kind === 'video');
    if (!video) return;
    prefer(video, name);
    if (this.#source) await this.#connection.negotiate();
  }

  #tellMode() {
    const mode = chosen('call-mode');
    entitle(mode);
    const { control } = this.#connection;
    if (control.readyState === 'open') control.send(JSON.stringify({ mode }));
  }

  #hear({ note, wanted, sent }) {
    if ($('call-note').textContent !== note) $('call-note').textContent = note;
    const button = $('call-wanted');
    button.hidden = !wanted;
    button.value = wanted ?? '';
    button.textContent = `Use ${wanted}`;
    button.parentElement.toggleAttribute('data-wanting', Boolean(wanted));
    entitle(wanted ? 'echo' : chosen('call-mode'));
    if (!sent || !this.#source) return;
    $('call-packets').textContent = sent.packets.toLocaleString('en');
    $('call-packets').title = `${(sent.bytes / 1e6).toFixed(1)} MB; ${sent.repeated} of the packets a second time`;
  }

  #show(track) {
    const stream = $('returned').srcObject ?? new MediaStream();
    for (const old of stream.getTracks()) if (old.kind === track.kind) stream.removeTrack(old);
    stream.addTrack(track);
    $('returned').srcObject = stream;
  }

  #sound(on) {
    $('returned').muted = !on;
    $('call-sound').setAttribute('aria-pressed', String(on));
    $('call-sound').textContent = on ? 'Sound off' : 'Sound on';
  }

  async #measure() {
    const now = await totals(this.#connection.peer);
    if (!this.#source) return;
    const before = this.#last;
    this.#last = now;
    describe('sent', now.codecOut);
    describe('returned', now.codecIn);
    // A browser may count anew for another codec.
    const frames = now.frames - (now.frames < before.frames ? 0 : before.frames);
    this.#frames += frames;
    const seconds = (now.at - before.at) / 1000;
    const rate = name => Math.max(0, now[name] - before[name]) / seconds;
    const lost = Math.max(0, now.lost - before.lost);
    const came = Math.max(0, now.packets - before.packets);
    $('call-up').textContent = kilobits(rate('sent'));
    $('call-down').textContent = kilobits(rate('received'));
    $('call-loss').textContent = `${((100 * lost) / Math.max(1, lost + came)).toFixed(1)} %`;
    $('call-rtt').textContent = now.roundTrip === undefined ? '–' : (now.roundTrip * 1000).toFixed(1);
    $('call-frames').textContent = this.#frames.toLocaleString('en');
    $('call-fps').textContent = (frames / seconds).toFixed(0);
  }
}

/** The camera and the microphone, or what is drawn if there are none. */
async function openSource() {
  if (chosen('call-source') === 'camera') {
    try {
      return await Source.camera();
    } catch (error) {
      for (const input of inputs('call-source')) input.checked = input.value === 'drawn';
      $('call-note').textContent = `No camera (${error.name}): a drawn picture instead.`;
    }
  }
  return Source.drawn();
}

/** The sums over what comes in and goes out. */
async function totals(peer) {
  const report = await peer.getStats();
  const codecOf = ({ codecId }) => report.get(codecId)?.mimeType?.slice('video/'.length);
  const sums = { at: performance.now(), sent: 0, received: 0, lost: 0, packets: 0, frames: 0 };
  for (const stats of report.values()) {
    if (stats.type === 'remote-inbound-rtp' && stats.roundTripTime !== undefined) sums.roundTrip = stats.roundTripTime;
    if (stats.type === 'outbound-rtp') {
      sums.sent += stats.bytesSent;
      if (stats.kind === 'video') sums.codecOut = codecOf(stats);
    }
    if (stats.type !== 'inbound-rtp') continue;
    sums.received += stats.bytesReceived;
    sums.packets += stats.packetsReceived;
    sums.lost += stats.packetsLost ?? 0;
    if (stats.kind !== 'video') continue;
    sums.frames += stats.framesDecoded ?? 0;
    sums.codecIn = codecOf(stats);
  }
  return sums;
}

/** Over what Node sends. */
function entitle(mode) {
  $('returned-title').textContent = mode === 'film' ? 'Node plays a film' : 'Node sends it back';
}

/** Size and codec beside a picture. */
function describe(id, codec) {
  const { videoWidth, videoHeight } = $(id);
  $(id).parentElement.toggleAttribute('data-shown', videoWidth > 0);
  const parts = [videoWidth > 0 && `${videoWidth} × ${videoHeight}`, codec && displayName(codec)];
  $(`${id}-size`).textContent = parts.filter(Boolean).join(' · ');
}

/** As it is before a call. */
function reset() {
  $('call').toggleAttribute('data-on', false);
  $('call-toggle').textContent = 'Start the call';
  $('call-sound').hidden = true;
  $('call-wanted').hidden = true;
  $('call-wanted').parentElement.toggleAttribute('data-wanting', false);
  for (const id of FIGURES) $(id).textContent = '–';
  for (const id of ['sent', 'returned']) {
    $(id).srcObject = null;
    $(id).parentElement.toggleAttribute('data-shown', false);
    $(`${id}-size`).textContent = '';
  }
}

/** What this browser can both send and receive, once for the page. */
function offerCodecs() {
  if (inputs('call-codec').length > 0) return;
  const has = (of, name) => of.getCapabilities('video').codecs.some(({ mimeType }) => mimeType === `video/${name}`);
  for (const name of CODECS.filter(codec => has(RTCRtpSender, codec) && has(RTCRtpReceiver, codec))) {
    const input = Object.assign(document.createElement('input'), { type: 'radio', name: 'call-codec', value: name });
    input.checked = inputs('call-codec').length === 0;
    const label = document.createElement('label');
    label.append(input, Object.assign(document.createElement('span'), { textContent: displayName(name) }));
    $('call-codecs').append(label);
  }
}

/** This codec only, and the repair of what is lost. */
function prefer(transceiver, name) {
  const { codecs } = RTCRtpReceiver.getCapabilities('video');
  const wanted = codecs.filter(({ mimeType }) => mimeType === `video/${name}`);
  const repair = codecs.filter(({ mimeType }) => mimeType === 'video/rtx');
  transceiver.setCodecPreferences?.([...wanted, ...repair]);
}

function displayName(codec) {
  return codec.replace('H264', 'H.264');
}

function inputs(name) {
  return [...document.querySelectorAll(`input[name="${name}"]`)];
}

function chosen(name) {
  return inputs(name).find(({ checked }) => checked)?.value;
}

function listen(name, steps) {
  for (const input of inputs(name)) input.onchange = steps;
}

function kilobits(bytesPerSecond) {
  return ((bytesPerSecond * 8) / 1000).toFixed(0);
}

function tell(error) {
  $('call-note').textContent = `${error}`;
}
