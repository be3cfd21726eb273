/** `MediaDevices`: `getUserMedia` over devices that need no hardware (W3C mediacapture-streams §9, §10). */

import {
  CONSTRUCT,
  defineEventHandlers,
  defineInterface,
  domException,
  type EventHandler,
  EventHandlers,
  promiseOperation,
  requireConstructKey,
} from '../webidl/index.ts';
import {
  type MediaTrackConstraints,
  type PropertyName,
  supportedConstraints,
  toRequestedConstraints,
} from './constraints.ts';
import { createDeviceInfo, type InputDeviceInfo, type MediaDevice } from './media-device.ts';
import { type MediaRuntime, platformRuntime } from './media-runtime.ts';
import { MediaStream } from './media-stream.ts';
import { createTrack, type MediaStreamTrack } from './media-stream-track.ts';
import { OverconstrainedError } from './overconstrained-error.ts';
import { selectSettings } from './select-settings.ts';
import { syntheticCamera, syntheticMicrophone } from './synthetic-devices.ts';

/** What `getUserMedia` is asked for (W3C mediacapture-streams §10.3). */
export interface MediaStreamConstraints {
  /** True, or what the camera has to be like. Default false. */
  video?: boolean | MediaTrackConstraints;
  /** True, or what the microphone has to be like. Default false. */
  audio?: boolean | MediaTrackConstraints;
}

interface Slots {
  readonly devices: readonly MediaDevice[];
  readonly runtime: MediaRuntime;
}

/** `MediaDevices` over devices of one's own. */
export let createMediaDevices: (devices: readonly MediaDevice[], runtime?: MediaRuntime) => MediaDevices;

/** The devices of this process. Nobody has to be asked for permission: they are all of our own making. */
export class MediaDevices extends EventTarget {
  /** Devices came or went: never, here. */
  declare ondevicechange: EventHandler;

  readonly #slots: Slots;
  readonly #handlers: EventHandlers;

  private constructor(...args: [key: symbol, slots: Slots]) {
    requireConstructKey(args[0]);
    super();
    this.#slots = args[1];
    this.#handlers = new EventHandlers(this);
  }

  /** All devices. */
  enumerateDevices(): Promise<InputDeviceInfo[]> {
    return promiseOperation(() => Promise.resolve(this.#slots.devices.map(createDeviceInfo)));
  }

  /** The constraints that are understood. */
  getSupportedConstraints(): Record<PropertyName, boolean> {
    void this.#slots;
    return supportedConstraints();
  }

  /**
   * A stream with a track of each kind that was asked for.
   *
   * @throws `TypeError` if neither was, `OverconstrainedError` if no device satisfies the constraints.
   */
  getUserMedia(constraints: MediaStreamConstraints = {}): Promise<MediaStream> {
    return promiseOperation(() => {
      const slots = this.#slots;
      const { audio, video } = toStreamConstraints(constraints);
      // §10.2, steps 3 and 4: "If requestedMediaTypes is the empty set, return a promise rejected with a TypeError."
      if (audio === undefined && video === undefined) throw new TypeError('Audio or video has to be asked for.');
      return new Promise<MediaStream>((resolve, reject) => {
        slots.runtime.tasks.queue(() => {
          const tracks: MediaStreamTrack[] = [];
          try {
            if (audio !== undefined) tracks.push(open(slots, 'audioinput', audio));
            if (video !== undefined) tracks.push(open(slots, 'videoinput', video));
            resolve(new MediaStream(tracks));
          } catch (error) {
            for (const track of tracks) track.stop();
            reject(error as Error);
          }
        });
      });
    });
  }

  static {
    createMediaDevices = (devices, runtime = platformRuntime) => new MediaDevices(CONSTRUCT, { devices, runtime });
    defineEventHandlers(MediaDevices, devices => devices.#handlers, ['devicechange']);
    defineInterface(MediaDevices, 'MediaDevices');
  }
}

/** `navigator.mediaDevices`: a microphone that hears 440 Hz and a camera that sees a test pattern. */
export const mediaDevices: MediaDevices = createMediaDevices([syntheticMicrophone, syntheticCamera]);

function toStreamConstraints(given: unknown): Partial<Record<'audio' | 'video', MediaTrackConstraints | undefined>> {
  const context = "Failed to execute 'getUserMedia'";
  if (given === null || given === undefined) return {};
  if (typeof given !== 'object' && typeof given !== 'function') throw new TypeError(`${context}: no dictionary.`);
  const { audio, video } = given as MediaStreamConstraints;
  return {
    audio: audio === undefined ? undefined : toRequestedConstraints(audio, `${context}: 'audio'`),
    video: video === undefined ? undefined : toRequestedConstraints(video, `${context}: 'video'`),
  };
}

/** §10.2, step 10: the first device that satisfies the constraints. */
function open(slots: Slots, kind: MediaDevice['kind'], constraints: MediaTrackConstraints): MediaStreamTrack {
  let failed: PropertyName | undefined;
  for (const device of slots.devices) {
    if (device.kind !== kind) continue;
    const { capabilities, settings, label } = device;
    const result = selectSettings(capabilities, settings, constraints);
    if ('failed' in result) {
      failed = result.failed;
      continue;
    }
    const source = device.open(result.settings, slots.runtime);
    return createTrack({ source, label, constraints, settings: result.settings, runtime: slots.runtime });
  }
  if (failed === undefined) throw domException('NotFoundError', 'There is no such device.');
  throw new OverconstrainedError(failed, 'No device satisfies the constraint.');
}
