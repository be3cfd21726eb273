/** What stands behind `getUserMedia`: devices that can be opened, and the interfaces that describe them (W3C mediacapture-streams §9). */

import { CONSTRUCT, defineInterface, requireConstructKey } from '../webidl/index.ts';
import type { MediaTrackCapabilities, MediaTrackSettings } from './constraints.ts';
import type { MediaRuntime } from './media-runtime.ts';
import type { TrackSource } from './track-source.ts';

/** What a device is for (W3C mediacapture-streams §9.2.1). */
export type MediaDeviceKind = 'audioinput' | 'audiooutput' | 'videoinput';

/** A device as its maker describes it. */
export interface MediaDevice {
  /** Whether it hears or sees. */
  readonly kind: 'audioinput' | 'videoinput';
  /** `deviceId` that the application sees. */
  readonly deviceId: string;
  /** The same for devices that belong together. */
  readonly groupId: string;
  /** A name for people. */
  readonly label: string;
  /** What it can be set to. */
  readonly capabilities: MediaTrackCapabilities;
  /** What it is set to if nothing is asked for. */
  readonly settings: MediaTrackSettings;
  /** Starts it with what was chosen of its capabilities. */
  open(settings: MediaTrackSettings, runtime: MediaRuntime): TrackSource;
}

/** What describes a device. */
export let createDeviceInfo: (device: MediaDevice) => InputDeviceInfo;

/** A device that is there. */
export class MediaDeviceInfo {
  readonly #device: MediaDevice;

  /** @internal */
  protected constructor(...args: [key: symbol, device: MediaDevice]) {
    requireConstructKey(args[0]);
    this.#device = args[1];
  }

  /** Names the device in constraints. */
  get deviceId(): string {
    return this.#device.deviceId;
  }

  /** What the device is for. */
  get kind(): MediaDeviceKind {
    return this.#device.kind;
  }

  /** A name for people. */
  get label(): string {
    return this.#device.label;
  }

  /** The same for devices that belong together. */
  get groupId(): string {
    return this.#device.groupId;
  }

  /** The members as a plain object. */
  toJSON(): Pick<MediaDeviceInfo, 'deviceId' | 'kind' | 'label' | 'groupId'> {
    const { deviceId, kind, label, groupId } = this.#device;
    return { deviceId, kind, label, groupId };
  }

  static {
    defineInterface(MediaDeviceInfo, 'MediaDeviceInfo');
  }
}

/** A device that media comes from. */
export class InputDeviceInfo extends MediaDeviceInfo {
  readonly #capabilities: MediaTrackCapabilities;

  private constructor(...args: [key: symbol, device: MediaDevice]) {
    super(...args);
    this.#capabilities = args[1].capabilities;
  }

  /** What the device can be set to. */
  getCapabilities(): MediaTrackCapabilities {
    return structuredClone(this.#capabilities);
  }

  static {
    createDeviceInfo = device => new InputDeviceInfo(CONSTRUCT, device);
    defineInterface(InputDeviceInfo, 'InputDeviceInfo');
  }
}
