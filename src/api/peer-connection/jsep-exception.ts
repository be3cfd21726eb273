/** Why a description was refused, as the exception that the specification has for it (W3C webrtc-pc §4.4.1.5, §11). */

import type { JsepError } from '../../jsep/index.ts';
import { domException } from '../../webidl/index.ts';
import { RTCError } from '../rtc-error.ts';

export function jsepException(error: JsepError): DOMException {
  switch (error.kind) {
    case 'sdp-syntax-error':
      return new RTCError(
        error.lineNumber === undefined
          ? { errorDetail: 'sdp-syntax-error' }
          : { errorDetail: 'sdp-syntax-error', sdpLineNumber: error.lineNumber },
        error.message,
      );
    case 'invalid-state':
      return domException('InvalidStateError', error.message);
    case 'invalid-access':
      return domException('InvalidAccessError', error.message);
    case 'invalid-modification':
      return domException('InvalidModificationError', error.message);
    case 'operation':
      return domException('OperationError', error.message);
  }
}
