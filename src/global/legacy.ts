/**
 * `purertc/global/legacy`: as `purertc/global`, with the connection of `purertc/legacy` and `navigator.getUserMedia`.
 *
 * ```ts
 * import 'purertc/global/legacy';
 * navigator.getUserMedia({ video: true }, stream => connection.addStream(stream), console.error);
 * ```
 *
 * @module purertc/global/legacy
 */

import { mediaDevices } from '../index.ts';
import { getUserMedia, MediaStreamEvent, RTCPeerConnection } from '../legacy/index.ts';
import { install } from './install.ts';
import { interfaces } from './interfaces.ts';

install(globalThis, { ...interfaces, MediaStreamEvent, RTCPeerConnection }, { mediaDevices, getUserMedia });
