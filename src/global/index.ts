/**
 * `purertc/global`: importing it gives this process the globals that a browser has, so that browser programs run unchanged.
 *
 * ```ts
 * import 'purertc/global';
 * const connection = new RTCPeerConnection();
 * ```
 *
 * @module purertc/global
 */

import { mediaDevices } from '../index.ts';
import { install } from './install.ts';
import { interfaces } from './interfaces.ts';

install(globalThis, interfaces, { mediaDevices });
