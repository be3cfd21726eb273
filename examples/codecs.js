// Codecs: what can be negotiated, and how to prefer one.
// Run: node examples/codecs.js [audio/PCMU]
import { RTCPeerConnection, RTCRtpReceiver } from 'purertc';

for (const kind of ['audio', 'video']) {
  const { codecs } = RTCRtpReceiver.getCapabilities(kind);
  console.log(
    `${kind}: ${codecs.map(({ mimeType, sdpFmtpLine }) => [mimeType, sdpFmtpLine].join(' ').trim()).join(', ')}`,
  );
}

const wanted = (process.argv[2] ?? 'audio/PCMU').toLowerCase();
const kind = wanted.split('/')[0];
const caller = new RTCPeerConnection();
const callee = new RTCPeerConnection();
const transceiver = caller.addTransceiver(kind);
const { codecs } = RTCRtpReceiver.getCapabilities(kind);
const isWanted = ({ mimeType }) => mimeType.toLowerCase() === wanted;
transceiver.setCodecPreferences([...codecs.filter(isWanted), ...codecs.filter(codec => !isWanted(codec))]);

await caller.setLocalDescription();
await callee.setRemoteDescription(caller.localDescription);
await callee.setLocalDescription();
await caller.setRemoteDescription(callee.localDescription);
console.log(`negotiated: ${transceiver.sender.getParameters().codecs[0].mimeType}`);
caller.close();
callee.close();
