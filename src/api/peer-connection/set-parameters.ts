/** getParameters() and setParameters() (W3C webrtc-pc §5.2, §5.3). */

import { randomIceChars } from '../../base/random.ts';
import { domException } from '../../webidl/index.ts';
import { matchesFormat } from '../codec-match.ts';
import {
  codecParameters,
  headerExtensionParameters,
  type RTCRtpEncodingParameters,
  type RTCRtpReceiveParameters,
  type RTCRtpSendParameters,
  type RTCSetParameterOptions,
  type SendParametersInit,
} from '../rtp-parameters.ts';
import type { ReceiverSlots } from '../rtp-receiver-slots.ts';
import type { SenderSlots } from '../rtp-sender-slots.ts';
import { dropForeignMembers, requireRestrictions, requireScalabilityModes, sendCodecs } from './send-encodings.ts';

/** §5.2 getParameters(): a copy, which the caller may change and give back. */
export function getSendParameters(sender: SenderSlots): RTCRtpSendParameters {
  // Step 2: "If sender.[[LastReturnedParameters]] is not null, return sender.[[LastReturnedParameters]]".
  if (sender.lastReturnedParameters === null) {
    const result = makeSendParameters(sender);
    sender.lastReturnedParameters = result;
    // Step 5: "Queue a task that sets sender.[[LastReturnedParameters]] to null."
    sender.connection.runtime.tasks.queue(() => {
      if (sender.lastReturnedParameters === result) sender.lastReturnedParameters = null;
    });
  }
  return structuredClone(sender.lastReturnedParameters);
}

function makeSendParameters(sender: SenderSlots): RTCRtpSendParameters {
  const { connection, sendEncodings, headerExtensions, sendCodecs: codecs, reducedSizeRtcp } = sender;
  const { degradationPreference } = sender;
  return {
    transactionId: randomIceChars(connection.runtime.random, 22),
    encodings: sendEncodings.map(({ parameters }) => structuredClone(parameters)),
    headerExtensions: headerExtensions.map(headerExtensionParameters),
    codecs: codecs.map(codecParameters),
    rtcp: { cname: connection.cname, reducedSize: reducedSizeRtcp },
    ...(degradationPreference === undefined ? {} : { degradationPreference }),
  };
}

/** §5.3 getParameters(). */
export function getReceiveParameters(receiver: ReceiverSlots): RTCRtpReceiveParameters {
  const { headerExtensions, receiveCodecs, reducedSizeRtcp, rids } = receiver;
  const parameters: RTCRtpReceiveParameters & { encodings?: RTCRtpEncodingParameters[] } = {
    headerExtensions: headerExtensions.map(headerExtensionParameters),
    codecs: receiveCodecs.map(codecParameters),
    rtcp: { reducedSize: reducedSizeRtcp },
  };
  // §5.4.1: the receiver's parameters "will reflect the encodings negotiated"; the dictionary has no member for it.
  if (rids.length > 0) parameters.encodings = rids.map(rid => ({ rid }));
  return parameters;
}

/** §5.2 setParameters(), after conversion. */
export function setParameters(
  sender: SenderSlots,
  parameters: SendParametersInit,
  options: RTCSetParameterOptions,
): Promise<void> {
  const { connection, transceiver } = sender;
  // Step 4.
  if (transceiver.stopping) throw domException('InvalidStateError', 'The transceiver is stopped.');
  // Step 5.
  const last = sender.lastReturnedParameters;
  if (last === null) throw domException('InvalidStateError', 'getParameters() must be called first, in the same task.');
  // Step 6.
  validate(sender, parameters, last);
  const keyFrames = keyFramesWanted(sender, options);
  // Steps 7 to 9. What is set can only fail before.
  connection.parametersPending++;
  return connection.tasks.perform(() => {
    connection.parametersPending--;
    // Step 8.1.1.
    sender.lastReturnedParameters = null;
    // Step 8.1.2. A description that was applied in the meantime may have fewer encodings.
    sender.sendEncodings = sender.sendEncodings.map((encoding, i) => {
      const { rid } = encoding.parameters;
      const given = parameters.encodings[i]?.rid === rid ? parameters.encodings[i] : undefined;
      const set = given ?? parameters.encodings.find(one => one.rid === rid);
      return set === undefined ? encoding : { ...encoding, parameters: set };
    });
    sender.degradationPreference = parameters.degradationPreference;
    sender.flow.update();
    for (const [i, wanted] of keyFrames.entries()) if (wanted) sender.flow.requestKeyFrame(i);
  });
}

/** Step 6: "setParameters validation steps". */
function validate(sender: SenderSlots, parameters: SendParametersInit, last: RTCRtpSendParameters): void {
  const { kind } = sender;
  const { encodings } = parameters;
  const invalid = (why: string): never => {
    throw domException('InvalidModificationError', why);
  };
  // Steps 6.1 to 6.6.
  if (encodings.length !== sender.sendEncodings.length) invalid('The number of encodings cannot be changed.');
  if (encodings.some(({ rid }, i) => rid !== last.encodings[i]?.rid))
    invalid('Rids and their order cannot be changed.');
  for (const member of ['transactionId', 'headerExtensions', 'rtcp', 'codecs'] as const) {
    if (!same(parameters[member], last[member])) invalid(`${member} cannot be changed.`);
  }
  const choosable = parameters.codecs.length > 0 ? parameters.codecs : sendCodecs(kind);
  for (const { codec } of encodings) {
    if (codec !== undefined && !choosable.some(one => matchesFormat(one, codec))) {
      invalid(`${codec.mimeType} is not among the codecs.`);
    }
  }
  requireScalabilityModes(encodings, 'setParameters');
  requireRestrictions(encodings, message => domException('InvalidModificationError', message));
  for (const encoding of encodings) {
    // Step 6.7.
    dropForeignMembers(kind, encoding);
    // Step 6.8.
    if (kind === 'video') encoding.scaleResolutionDownBy ??= 1;
    // Step 6.9.
    if (encoding.scaleResolutionDownBy !== undefined && encoding.scaleResolutionDownBy < 1) {
      throw new RangeError('scaleResolutionDownBy is less than 1.');
    }
    // Step 6.10.
    if (encoding.maxFramerate !== undefined && encoding.maxFramerate < 0) {
      throw new RangeError('maxFramerate is negative.');
    }
  }
}

/** webrtc-extensions, RTCSetParameterOptions: one entry per encoding, or none at all. */
function keyFramesWanted(sender: SenderSlots, { encodingOptions = [] }: RTCSetParameterOptions): boolean[] {
  if (encodingOptions.length !== 0 && encodingOptions.length !== sender.sendEncodings.length) {
    throw domException('InvalidModificationError', 'encodingOptions has another length than the encodings.');
  }
  return encodingOptions.map(({ keyFrame }) => keyFrame === true);
}

/** Whether two values of dictionaries are alike. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return left.length === right.length && left.every(([key, value]) => same(value, Reflect.get(b, key)));
}
