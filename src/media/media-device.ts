/** What stands behind `getUserMedia`: devices that can be opened, and the interfaces that describe them (W3C mediacapture-streams §9). */

import { CONSTRUCT, defineInterface, requireConstructKey } from '../webidl/index.ts';
import type { MediaTrackCapabilities, MediaTrackSettings } from './constraints.ts';
import type { MediaRuntime } from './media-runtime.ts';
import type { TrackSource } from './track-source.ts';

export type MediaDeviceKind = 'audioinput' | 'audiooutput' | 'videoinput';

/** A device as its maker describes it. */
export interface MediaDevice {
  readonly kind: 'audioinput' | 'videoinput';
  readonly deviceId: string;
  readonly groupId: string;
  readonly label: string;
  readonly capabilities: MediaTrackCapabilities;
  /** What it is set to if nothing is asked for. */
  readonly settings: MediaTrackSettings;
  /** Starts it with what was chosen of its capabilities. */
  open(settings: MediaTrackSettings, runtime: MediaRuntime): TrackSource;
}

export let createDeviceInfo: (device: MediaDevice) => InputDeviceInfo;

/** A device that is there. */
export class MediaDeviceInfo {
  readonly #device: MediaDevice;

  protected constructor(...args: [key: symbol, device: MediaDevice]) {
    requireConstructKey(args[0]);
    this.#device = args[1];
  }

  get deviceId(): string {
    return this.#device.deviceId;
  }

  get kind(): MediaDeviceKind {
    return this.#device.kind;
  }

  get label(): string {
    return this.#device.label;
  }

  get groupId(): string {
    return this.#device.groupId;
  }

  toJSON(): { deviceId: string; kind: MediaDeviceKind; label: string; groupId: string } {
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

  getCapabilities(): MediaTrackCapabilities {
    return structuredClone(this.#capabilities);
  }

  static {
    createDeviceInfo = device => new InputDeviceInfo(CONSTRUCT, device);
    defineInterface(InputDeviceInfo, 'InputDeviceInfo');
  }
}
