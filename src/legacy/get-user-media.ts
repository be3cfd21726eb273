/** `navigator.getUserMedia` with callbacks (W3C mediacapture-streams §10.6, "NavigatorUserMedia Interface Extensions"). */

import { mediaDevices } from '../index.ts';
import type { MediaStream, MediaStreamConstraints } from '../media/index.ts';

/** Opens synthetic devices, as `mediaDevices.getUserMedia` does. A program of then may leave the last callback out. */
export function getUserMedia(
  constraints: MediaStreamConstraints,
  successCallback: (stream: MediaStream) => unknown,
  errorCallback?: (error: DOMException) => unknown,
): void {
  if (typeof successCallback !== 'function') throw new TypeError('getUserMedia needs a function for the stream.');
  const opened = mediaDevices.getUserMedia(constraints);
  if (typeof errorCallback === 'function') void opened.then(successCallback, errorCallback);
  else void opened.then(successCallback);
}
