/** How the package reads dictionaries: which members, in what order, and what it refuses (WebIDL §3.2.17, §3.2.4, §3.2.18). */

import type * as webidl from 'webidl2';
import * as ours from '../../src/index.ts';
import type { Differs } from './check-interface.ts';
import { fieldsOf, type Specification } from './specification.ts';

/** Where a dictionary goes in. */
interface Site {
  readonly dictionary: string;
  /** The members without which nothing is accepted. */
  readonly given?: Readonly<Record<string, unknown>>;
  readonly call: (init: object) => unknown;
}

/** Checks every dictionary that an application hands to the package. */
export async function checkDictionaries(specification: Specification, differs: Differs): Promise<void> {
  const connection = new ours.RTCPeerConnection();
  for (const site of sitesOf(connection)) await checkSite(specification, site, differs);
  connection.close();
}

function sitesOf(connection: ours.RTCPeerConnection): Site[] {
  const transceiver = connection.addTransceiver('video');
  const { sender, receiver } = transceiver;
  const track = receiver.track;
  const channel = connection.createDataChannel('');
  const error = new ours.RTCError({ errorDetail: 'dtls-failure' });
  const parameters = sender.getParameters();
  const construct = (configuration: object): void => new ours.RTCPeerConnection(configuration).close();
  return [
    { dictionary: 'RTCConfiguration', call: construct },
    { dictionary: 'RTCConfiguration', call: init => connection.setConfiguration(init) },
    { dictionary: 'RTCIceServer', given: { urls: 'stun:[::1]' }, call: one => construct({ iceServers: [one] }) },
    { dictionary: 'RTCOfferOptions', call: init => connection.createOffer(init) },
    {
      dictionary: 'RTCSessionDescriptionInit',
      given: { type: 'offer' },
      call: init => new ours.RTCSessionDescription(init as ours.RTCSessionDescriptionInit),
    },
    { dictionary: 'RTCLocalSessionDescriptionInit', call: init => connection.setLocalDescription(init) },
    { dictionary: 'RTCIceCandidateInit', call: init => connection.addIceCandidate(init) },
    {
      dictionary: 'RTCLocalIceCandidateInit',
      given: { sdpMid: '0' },
      call: init => new ours.RTCIceCandidate(init),
    },
    { dictionary: 'RTCDataChannelInit', call: init => connection.createDataChannel('', init).close() },
    { dictionary: 'RTCRtpTransceiverInit', call: init => connection.addTransceiver('audio', init) },
    {
      dictionary: 'RTCRtpEncodingParameters',
      call: one => connection.addTransceiver('video', { sendEncodings: [one] }),
    },
    {
      dictionary: 'RTCRtpCodec',
      given: { mimeType: 'video/VP8', clockRate: 90_000 },
      call: one => transceiver.setCodecPreferences([one as ours.RTCRtpCodec]),
    },
    {
      dictionary: 'RTCRtpSendParameters',
      given: { ...parameters },
      call: init => sender.setParameters(init as ours.RTCRtpSendParameters),
    },
    { dictionary: 'RTCSetParameterOptions', call: init => sender.setParameters(sender.getParameters(), init) },
    {
      dictionary: 'RTCEncodingOptions',
      call: one => sender.setParameters(sender.getParameters(), { encodingOptions: [one] }),
    },
    {
      dictionary: 'RTCRtpHeaderExtensionCapability',
      given: { ...transceiver.getHeaderExtensionsToNegotiate()[0] },
      call: one => {
        const [, ...others] = transceiver.getHeaderExtensionsToNegotiate();
        transceiver.setHeaderExtensionsToNegotiate([one as ours.RTCRtpHeaderExtensionCapability, ...others]);
      },
    },
    {
      dictionary: 'RTCCertificateExpiration',
      call: init => {
        Object.defineProperty(init, 'name', { value: 'ECDSA', configurable: true });
        return ours.RTCPeerConnection.generateCertificate(
          new Proxy(init, {
            get: (target, key) =>
              key === 'name' ? 'ECDSA' : key === 'namedCurve' ? 'P-256' : Reflect.get(target, key),
          }) as ours.RTCCertificateAlgorithm,
        );
      },
    },
    { dictionary: 'RTCPeerConnectionIceEventInit', call: init => new ours.RTCPeerConnectionIceEvent('', init) },
    {
      dictionary: 'RTCPeerConnectionIceErrorEventInit',
      given: { errorCode: 701 },
      call: init => new ours.RTCPeerConnectionIceErrorEvent('', init as ours.RTCPeerConnectionIceErrorEventInit),
    },
    {
      dictionary: 'RTCTrackEventInit',
      given: { receiver, track, transceiver },
      call: init => new ours.RTCTrackEvent('', init as ours.RTCTrackEventInit),
    },
    {
      dictionary: 'RTCDataChannelEventInit',
      given: { channel },
      call: init => new ours.RTCDataChannelEvent('', init as ours.RTCDataChannelEventInit),
    },
    { dictionary: 'RTCDTMFToneChangeEventInit', call: init => new ours.RTCDTMFToneChangeEvent('', init) },
    {
      dictionary: 'RTCErrorInit',
      given: { errorDetail: 'dtls-failure' },
      call: init => new ours.RTCError(init as ours.RTCErrorInit),
    },
    {
      dictionary: 'RTCErrorEventInit',
      given: { error },
      call: init => new ours.RTCErrorEvent('', init as ours.RTCErrorEventInit),
    },
    {
      dictionary: 'MediaStreamTrackEventInit',
      given: { track },
      call: init => new ours.MediaStreamTrackEvent('', init as ours.MediaStreamTrackEventInit),
    },
    {
      dictionary: 'MediaStreamConstraints',
      given: { audio: true },
      call: init => ours.mediaDevices.getUserMedia(init),
    },
    { dictionary: 'MediaTrackConstraints', call: init => track.applyConstraints(init) },
  ];
}

async function checkSite(specification: Specification, site: Site, differs: Differs): Promise<void> {
  const { dictionary, given = {}, call } = site;
  const fields = fieldsOf(specification, dictionary);
  const read: string[] = [];
  const watched = new Proxy(given, {
    get(target, key) {
      if (typeof key === 'string' && !read.includes(key)) read.push(key);
      return Reflect.get(target, key) as unknown;
    },
  });
  await outcome(call, watched);
  const names = fields.map(({ name }) => name);
  for (const name of names) if (!read.includes(name)) differs(`${dictionary}.${name}`, 'is not read');
  const common = names.filter(name => read.includes(name));
  const order = read.filter(name => names.includes(name));
  if (common.join() !== order.join()) differs(dictionary, `is read in the order ${order.join()}`);

  for (const field of fields) {
    if (!read.includes(field.name)) continue;
    for (const [wrong, value] of wrongValues(specification, field)) {
      const init = { ...given, [field.name]: value };
      const result = await outcome(call, init);
      if (result !== 'TypeError') differs(`${dictionary}.${field.name}`, `${wrong}: ${result}`);
    }
  }
}

/** Values that the conversion to the member's type refuses with a `TypeError`. */
function wrongValues(
  specification: Specification,
  { required, idlType, extAttrs }: webidl.FieldType,
): [string, unknown][] {
  const values: [string, unknown][] = [];
  if (required) values.push(['may be missing', undefined]);
  const { generic, nullable, extAttrs: onType } = idlType;
  const name = typeof idlType.idlType === 'string' ? idlType.idlType : '';
  if (specification.enums.has(name)) values.push(['accepts any string', 'no such value']);
  if (generic === 'sequence') values.push(['accepts a number as a sequence', 1]);
  if ([...extAttrs, ...onType].some(one => one.name === 'EnforceRange')) values.push(['accepts -1', -1]);
  if (name === 'double' && !nullable) values.push(['accepts NaN', Number.NaN]);
  if (specification.interfaces.has(name)) values.push(['accepts any object', {}]);
  if (specification.dictionaries.has(name)) values.push(['accepts a number as a dictionary', 1]);
  if (['DOMString', 'USVString'].includes(name)) values.push(['accepts a symbol', Symbol('')]);
  return values;
}

/** The name of what is thrown or rejected with; `accepted` if nothing is. */
async function outcome(call: (init: object) => unknown, init: object): Promise<string> {
  try {
    await call(init);
  } catch (error) {
    return (error as Error).name;
  }
  return 'accepted';
}
