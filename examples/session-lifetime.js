// The lifetime of a session: it is set up, used, moved to other network paths by an ICE restart, watched, and ended.
// Run: node examples/session-lifetime.js
import { RTCPeerConnection } from 'purertc';

const caller = new RTCPeerConnection();
const callee = new RTCPeerConnection();
caller.onicecandidate = ({ candidate }) => callee.addIceCandidate(candidate);
callee.onicecandidate = ({ candidate }) => caller.addIceCandidate(candidate);
caller.onsignalingstatechange = () => console.log(`signalling: ${caller.signalingState}`);
caller.onicegatheringstatechange = () => console.log(`gathering: ${caller.iceGatheringState}`);
caller.onconnectionstatechange = () => console.log(`connection: ${caller.connectionState}`);

async function negotiate() {
  await caller.setLocalDescription();
  await callee.setRemoteDescription(caller.localDescription);
  await callee.setLocalDescription();
  await caller.setRemoteDescription(callee.localDescription);
}

// 1. Set-up: an offer and an answer, then candidates until a pair of them works, then keys.
const channel = caller.createDataChannel('work');
const opened = new Promise(resolve => (channel.onopen = resolve));
const accepted = new Promise(resolve => (callee.ondatachannel = ({ channel: theirs }) => resolve(theirs)));
await negotiate();
await opened;
const theirs = await accepted;
const arrived = new Promise(resolve => (theirs.onmessage = ({ data }) => resolve(data)));
channel.send('hello');
console.log(`arrived: ${await arrived}`);

// 2. A restart: `restartIce` asks for new candidates, `negotiationneeded` for an offer. What is under way goes on.
await new Promise(resolve => {
  caller.onnegotiationneeded = resolve;
  caller.restartIce();
});
await negotiate();
console.log('restarted');

// 3. Statistics tell how it went: which path, how far away, how much.
for (const stats of (await caller.getStats()).values()) {
  if (stats.type !== 'transport') continue;
  console.log(
    `${stats.dtlsState}, ${stats.tlsVersion === 'FEFD' ? 'DTLS 1.2' : stats.tlsVersion}, ${stats.dtlsCipher}`,
  );
}

// 4. The end: `close` tells the peer, whose channels close; its connection is its own to close.
const ended = new Promise(resolve => (theirs.onclose = resolve));
caller.close();
await ended;
console.log(`the other side's channel: ${theirs.readyState}`);
callee.close();
