/**
 * A test peer with camera and microphone: a moving test pattern and a tone go out, what comes in is looked at and listened
 * to. Runs in a browser's page only, over the browser's own classes.
 */

import { TestPeer } from '/test-peer.js';
import { drawPattern, PATTERN_HEIGHT, PATTERN_WIDTH, readPattern } from '/test-pattern.js';

/** Pictures a second, unless a test asks for fewer. */
const FRAME_RATE = 30;

export class MediaPeer extends TestPeer {
  #holder;
  #source;
  #context;
  #video;
  #audio;

  constructor() {
    const holder = { connection: undefined };
    super(
      class extends RTCPeerConnection {
        constructor(configuration) {
          super(configuration);
          holder.connection = this;
        }
      },
    );
    this.#holder = holder;
    this.#context = new AudioContext();
  }

  get #connection() {
    return this.#holder.connection;
  }

  /** Sends and receives the pattern, by that codec if one is named. `encodings` makes simulcast. */
  addVideo({ codec, direction = 'sendrecv', encodings, scale = 1, frameRate = FRAME_RATE } = {}) {
    this.#source ??= patternSource(scale, frameRate);
    const init = { direction, streams: [new MediaStream()] };
    if (encodings) init.sendEncodings = encodings;
    const transceiver = this.#connection.addTransceiver(direction === 'recvonly' ? 'video' : this.#source.track, init);
    if (codec) prefer(transceiver, 'video', codec);
  }

  addAudio({ codec, direction = 'sendrecv', frequency = 440 } = {}) {
    const track = direction === 'recvonly' ? 'audio' : toneTrack(this.#context, frequency);
    const transceiver = this.#connection.addTransceiver(track, { direction, streams: [new MediaStream()] });
    if (codec) prefer(transceiver, 'audio', codec);
  }

  /** For an offer of the other side: sends pattern and tone on whatever it offers to receive. */
  answerWithMedia({ frequency = 440 } = {}) {
    for (const transceiver of this.#connection.getTransceivers()) {
      const { kind } = transceiver.receiver.track;
      this.#source ??= patternSource(1, FRAME_RATE);
      const track = kind === 'video' ? this.#source.track : toneTrack(this.#context, frequency);
      transceiver.direction = 'sendrecv';
      transceiver.sender.replaceTrack(track);
    }
  }

  /** The codecs that this browser can send, `video/VP8` and the like. */
  codecs(kind) {
    return [...new Set(RTCRtpSender.getCapabilities(kind).codecs.map(codec => codec.mimeType))];
  }

  /** What comes in and goes out during so many milliseconds: in five times that at most, until it is so many pictures. */
  async observe(milliseconds, pictures = 0) {
    await this.#play();
    const before = await this.#counters();
    const readings = [];
    const spectrum = this.#listen();
    const levels = [];
    const frequencies = [];
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const begin = performance.now();
    let last = begin;
    const drawnBefore = this.#source?.number;
    let longestGap = 0;
    let longestPause = 0;
    let turns = 0;
    let different = 0;
    let shown;
    for (let now = begin; ; ) {
      const passed = now - begin;
      if (passed >= milliseconds && (different >= pictures || passed >= 5 * milliseconds)) break;
      await new Promise(resolve => setTimeout(resolve, 25));
      turns++;
      longestPause = Math.max(longestPause, performance.now() - now);
      now = performance.now();
      if (spectrum !== undefined) {
        const { level, frequency } = spectrum();
        levels.push(level);
        if (level > 0.01) frequencies.push(frequency);
      }
      const video = this.#video;
      if (video === undefined || video.videoWidth === 0) continue;
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      context.drawImage(video, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const reading = readPattern(data, canvas.width, canvas.height);
      if (reading.number === undefined || reading.number === shown) {
        longestGap = Math.max(longestGap, performance.now() - last);
        if (reading.number === undefined) readings.push(reading);
        continue;
      }
      longestGap = Math.max(longestGap, performance.now() - last);
      last = performance.now();
      shown = reading.number;
      different++;
      readings.push(reading);
    }
    const after = await this.#counters();
    const seconds = (performance.now() - begin) / 1000;
    const legible = readings.filter(({ number }) => number !== undefined);
    return {
      seconds,
      framesDecoded: after.framesDecoded - before.framesDecoded,
      framesEncoded: after.framesEncoded - before.framesEncoded,
      keyFramesEncoded: after.keyFramesEncoded - before.keyFramesEncoded,
      framesDropped: after.framesDropped - before.framesDropped,
      freezes: after.freezeCount - before.freezeCount,
      videoCodec: after.videoCodec,
      audioCodec: after.audioCodec,
      sentNumber: this.#source?.number,
      pictures: legible.length,
      illegible: readings.length - legible.length,
      firstNumber: legible[0]?.number,
      lastNumber: legible.at(-1)?.number,
      colourError: median(legible.map(({ error }) => error)),
      longestGap,
      longestPause,
      turns,
      drawn: this.#source === undefined ? undefined : this.#source.number - (drawnBefore ?? 0),
      asked: this.#source === undefined ? undefined : this.#source.frameRate * seconds,
      width: this.#video?.videoWidth,
      height: this.#video?.videoHeight,
      audioLevel: median(levels),
      audioFrequency: median(frequencies),
      audioEnergy: after.totalAudioEnergy - before.totalAudioEnergy,
      nacks: after.nackCount - before.nackCount,
      plis: after.pliCount - before.pliCount,
      packetsLost: after.packetsLost - before.packetsLost,
      packetsSent: after.packetsSent - before.packetsSent,
      encodings: after.encodings,
    };
  }

  /** Presses keys of a telephone on the first audio sender. */
  insertDtmf(tones) {
    const sender = this.#connection.getSenders().find(({ dtmf }) => dtmf);
    sender.dtmf.insertDTMF(tones, 100, 70);
  }

  async stats() {
    return [...(await this.#connection.getStats()).values()];
  }

  close() {
    this.#source?.stop();
    this.#source = undefined;
    void this.#context.close();
    for (const element of [this.#video, this.#audio]) element?.remove();
    return super.close();
  }

  async #play() {
    await this.#context.resume();
    for (const { receiver, currentDirection } of this.#connection.getTransceivers()) {
      if (currentDirection !== 'sendrecv' && currentDirection !== 'recvonly') continue;
      const { track } = receiver;
      if (track.kind === 'video') this.#video ??= play('video', track);
      else this.#audio ??= play('audio', track);
    }
  }

  /** Answers a function that measures the loudest frequency of what is heard now. */
  #listen() {
    const stream = this.#audio?.srcObject;
    if (!stream) return undefined;
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 8192;
    analyser.smoothingTimeConstant = 0;
    this.#context.createMediaStreamSource(stream).connect(analyser);
    const bins = new Float32Array(analyser.frequencyBinCount);
    const samples = new Float32Array(analyser.fftSize);
    return () => {
      analyser.getFloatFrequencyData(bins);
      analyser.getFloatTimeDomainData(samples);
      let loudest = 0;
      for (let bin = 1; bin < bins.length; bin++) if (bins[bin] > bins[loudest]) loudest = bin;
      const level = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
      return { level, frequency: (loudest * this.#context.sampleRate) / analyser.fftSize };
    };
  }

  async #counters() {
    const sums = {
      framesDecoded: 0,
      framesEncoded: 0,
      keyFramesEncoded: 0,
      framesDropped: 0,
      freezeCount: 0,
      totalAudioEnergy: 0,
      nackCount: 0,
      pliCount: 0,
      packetsLost: 0,
      packetsSent: 0,
    };
    const report = await this.#connection.getStats();
    const encodings = [];
    const codecs = {};
    for (const stats of report.values()) {
      if (stats.type !== 'inbound-rtp' && stats.type !== 'outbound-rtp') continue;
      for (const name of Object.keys(sums)) {
        if (stats.type === 'outbound-rtp' && (name === 'nackCount' || name === 'pliCount')) continue;
        sums[name] += stats[name] ?? 0;
      }
      if (stats.type === 'outbound-rtp') {
        encodings.push({ rid: stats.rid, framesEncoded: stats.framesEncoded, nacks: stats.nackCount, plis: stats.pliCount });
      } else {
        codecs[stats.kind] = report.get(stats.codecId)?.mimeType;
      }
    }
    return { ...sums, encodings, videoCodec: codecs.video, audioCodec: codecs.audio };
  }
}

/** A track that shows the pattern, so many times a second. */
function patternSource(scale, frameRate) {
  const pattern = new OffscreenCanvas(PATTERN_WIDTH, PATTERN_HEIGHT);
  const patternContext = pattern.getContext('2d', { willReadFrequently: true });
  const canvas = document.createElement('canvas');
  canvas.width = PATTERN_WIDTH * scale;
  canvas.height = PATTERN_HEIGHT * scale;
  const context = canvas.getContext('2d');
  context.imageSmoothingEnabled = false;
  const image = patternContext.createImageData(PATTERN_WIDTH, PATTERN_HEIGHT);
  const source = { track: undefined, number: 0, frameRate, stop };
  const draw = () => {
    drawPattern(image.data, ++source.number & 0xffff);
    patternContext.putImageData(image, 0, 0);
    context.drawImage(pattern, 0, 0, canvas.width, canvas.height);
  };
  draw();
  [source.track] = canvas.captureStream(frameRate).getVideoTracks();
  const timer = setInterval(draw, 1000 / frameRate);
  function stop() {
    clearInterval(timer);
    source.track.stop();
  }
  return source;
}

function toneTrack(context, frequency) {
  const oscillator = context.createOscillator();
  oscillator.frequency.value = frequency;
  const gain = context.createGain();
  gain.gain.value = 0.5;
  const destination = context.createMediaStreamDestination();
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  return destination.stream.getAudioTracks()[0];
}

function play(element, track) {
  const player = document.createElement(element);
  player.autoplay = true;
  player.playsInline = true;
  player.muted = element === 'video';
  player.srcObject = new MediaStream([track]);
  document.body.append(player);
  player.play().catch(() => {});
  return player;
}

/** Puts one codec first, with what belongs to every codec behind it. */
function prefer(transceiver, kind, mimeType) {
  const { codecs } = RTCRtpReceiver.getCapabilities(kind);
  const wanted = codecs.filter(codec => codec.mimeType.toLowerCase() === mimeType.toLowerCase());
  const auxiliary = codecs.filter(codec => /\/(rtx|telephone-event)$/i.test(codec.mimeType));
  transceiver.setCodecPreferences([...wanted, ...auxiliary.filter(codec => !wanted.includes(codec))]);
}

function median(values) {
  if (values.length === 0) return undefined;
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
