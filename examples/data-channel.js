// The simple RTCDataChannel sample: two connections in one program, a channel between them, messages both ways.
// Run: node examples/data-channel.js
import { RTCPeerConnection } from 'purertc';

const local = new RTCPeerConnection();
const remote = new RTCPeerConnection();

// Signalling is the application's. Here the two are in one program, and a function call will do.
local.onicecandidate = ({ candidate }) => remote.addIceCandidate(candidate);
remote.onicecandidate = ({ candidate }) => local.addIceCandidate(candidate);

const sendChannel = local.createDataChannel('sendChannel');
sendChannel.onopen = () => {
  console.log('local: open');
  sendChannel.send('Hello, remote');
};
sendChannel.onmessage = ({ data }) => {
  console.log(`local: got "${data}"`);
  sendChannel.close();
};
// A channel closes at both ends before its connection does; `close` of a connection alone is not waited for.
sendChannel.onclose = () => {
  console.log('local: closed');
  local.close();
  remote.close();
};

remote.ondatachannel = ({ channel }) => {
  channel.onmessage = ({ data }) => {
    console.log(`remote: got "${data}"`);
    channel.send('Hello, local');
  };
  channel.onclose = () => console.log('remote: closed');
};

// Candidates may come before the description that they belong to: the connections keep them in order.
await local.setLocalDescription();
await remote.setRemoteDescription(local.localDescription);
await remote.setLocalDescription();
await local.setRemoteDescription(remote.localDescription);
