/**
 * The programs of an article of 2013, in its words, over `purertc/global/legacy`: vendor-prefixed names looked for,
 * `onaddstream`, `addStream`, callbacks. What of a document they use is here, and no more.
 */

import assert from 'node:assert/strict';
import { runInThisContext } from 'node:vm';
import '../../../src/global/legacy.ts';
import type { MediaStream, RTCSessionDescriptionInit } from '../../../src/index.ts';
import type { RTCPeerConnection } from '../../../src/legacy/index.ts';

/** As much of a video element as the programs touch. */
class Video {
  srcObject: MediaStream | null = null;
  paused = false;

  pause(): void {
    this.paused = true;
  }
}

const videos: Video[] = [];
Object.assign(globalThis, {
  window: globalThis,
  document: {
    createElement: () => {
      const video = new Video();
      videos.push(video);
      return video;
    },
    appendChild() {},
    getElementsByTagName: () => videos,
  },
});

const SHIM = `
var PeerConnection = window.RTCPeerConnection || window.mozRTCPeerConnection || window.webkitRTCPeerConnection;
var SessionDescription = window.RTCSessionDescription || window.mozRTCSessionDescription
  || window.webkitRTCSessionDescription;
var GET_USER_MEDIA = navigator.getUserMedia ? "getUserMedia" : navigator.mozGetUserMedia ? "mozGetUserMedia"
  : navigator.webkitGetUserMedia ? "webkitGetUserMedia" : "getUserMedia";
var v = document.createElement("video");
var SRC_OBJECT = 'srcObject' in v ? "srcObject" : 'mozSrcObject' in v ? "mozSrcObject"
  : 'webkitSrcObject' in v ? "webkitSrcObject" : "srcObject";
`;

/** `send` is the server between the two, which the article leaves to its reader. */
const PROGRAM = `(function (send) {
  var pc = new PeerConnection();
  pc.onaddstream = function (obj) {
    var vid = document.createElement("video");
    document.appendChild(vid);
    vid[SRC_OBJECT] = obj.stream;
  };
  function endCall() {
    var videos = document.getElementsByTagName("video");
    for (var i = 0; i < videos.length; i++) { videos[i].pause(); }
    pc.close();
  }
  function error(err) { endCall(); throw err; }
  return {
    pc: pc,
    endCall: endCall,
    call: function () {
      navigator[GET_USER_MEDIA]({ video: true }, function (stream) {
        pc.onaddstream({ stream: stream });
        pc.addStream(stream);
        pc.createOffer(function (offer) {
          pc.setLocalDescription(new SessionDescription(offer), function () { send(offer); }, error);
        }, error);
      }, error);
    },
    answer: function (offer) {
      navigator[GET_USER_MEDIA]({ video: true }, function (stream) {
        pc.onaddstream({ stream: stream });
        pc.addStream(stream);
        pc.setRemoteDescription(new SessionDescription(offer), function () {
          pc.createAnswer(function (answer) {
            pc.setLocalDescription(new SessionDescription(answer), function () { send(answer); }, error);
          }, error);
        }, error);
      }, error);
    },
    answered: function (answer) {
      pc.setRemoteDescription(new SessionDescription(answer), function () {}, error);
    }
  };
})`;

interface Program {
  readonly pc: RTCPeerConnection;
  endCall(): void;
  call(): void;
  answer(offer: RTCSessionDescriptionInit): void;
  answered(answer: RTCSessionDescriptionInit): void;
}

runInThisContext(SHIM);
const program = runInThisContext(PROGRAM) as (send: (description: RTCSessionDescriptionInit) => void) => Program;
const caller = program(offer => callee.answer(offer));
const callee = program(answer => caller.answered(answer));
for (const [from, to] of [
  [caller.pc, callee.pc],
  [callee.pc, caller.pc],
] as const) {
  from.onicecandidate = event => {
    if (event.candidate !== null) whenDescribed(to, () => void to.addIceCandidate(event.candidate));
  };
}
const connected = Promise.all([caller.pc, callee.pc].map(whenConnected));
caller.call();
await connected;

// One element of the shim; of each side its own stream and the other's.
assert.equal(videos.length, 5);
const streams = [caller.pc, callee.pc].flatMap(pc => [...pc.getLocalStreams(), ...pc.getRemoteStreams()]);
assert.equal(streams.length, 4);
for (const stream of streams) assert.equal(stream.getVideoTracks().length, 1);
assert.ok(videos.slice(1).every(({ srcObject }) => srcObject !== null && streams.includes(srcObject)));
const [own] = caller.pc.getLocalStreams();
assert.equal(callee.pc.getStreamById(own?.id ?? '')?.id, own?.id);
caller.endCall();
callee.endCall();
assert.ok(videos.every(({ paused }) => paused));
for (const stream of streams) for (const track of stream.getTracks()) track.stop();
console.log('called and answered');

function whenConnected(pc: RTCPeerConnection): Promise<void> {
  return new Promise(resolve => {
    pc.addEventListener('iceconnectionstatechange', () => {
      if (pc.iceConnectionState === 'connected') resolve();
    });
  });
}

/** Candidates may come before the description does: the article's server keeps them as long. */
function whenDescribed(pc: RTCPeerConnection, steps: () => void): void {
  if (pc.remoteDescription !== null) steps();
  else pc.addEventListener('signalingstatechange', () => whenDescribed(pc, steps), { once: true });
}
