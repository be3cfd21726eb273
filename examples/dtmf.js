// Keys of a telephone: one side presses them, the other hears which.
// Run: node examples/dtmf.js [keys]
import { AudioTrackSource, RTCPeerConnection } from 'purertc';

const caller = new RTCPeerConnection();
const callee = new RTCPeerConnection();
caller.onicecandidate = ({ candidate }) => callee.addIceCandidate(candidate);
callee.onicecandidate = ({ candidate }) => caller.addIceCandidate(candidate);

const microphone = new AudioTrackSource({ sampleRate: 8000 });
const sender = caller.addTrack(microphone.track);

const keys = process.argv[2] ?? '12#';
let unheard = keys.replaceAll(',', '').length;
callee.ontrack = ({ receiver }) => {
  receiver.dtmf.ontonechange = ({ tone }) => {
    if (tone === '') return;
    console.log(`heard ${tone}`);
    unheard--;
  };
};

await caller.setLocalDescription();
await callee.setRemoteDescription(caller.localDescription);
await callee.setLocalDescription();
await caller.setRemoteDescription(callee.localDescription);
while (caller.connectionState !== 'connected') {
  await new Promise(resolve => caller.addEventListener('connectionstatechange', resolve, { once: true }));
}

sender.dtmf.insertDTMF(keys, 70, 50);
await new Promise(resolve => {
  sender.dtmf.ontonechange = ({ tone }) => {
    console.log(tone === '' ? 'all pressed' : `pressed ${tone}`);
    if (tone === '') resolve();
  };
});
while (unheard > 0) {
  const [{ dtmf }] = callee.getReceivers();
  await new Promise(resolve => dtmf.addEventListener('tonechange', resolve, { once: true }));
}
caller.close();
callee.close();
microphone.close();
