/** A program that has a pool of candidates, never uses it, and must end by itself once its input has. */

import { RTCPeerConnection } from '../../../src/index.ts';

const iceServers = [{ urls: process.argv.slice(2), username: 'user', credential: 'password' }];
new RTCPeerConnection(
  { iceServers, iceCandidatePoolSize: 1 },
  { includeLoopback: true, interfaces: candidate => candidate.address === '127.0.0.1', hideAddresses: 'mdns' },
);
process.stdin.resume();
