/**
 * The W3C's WebRTC API on this Node process, and what it has for servers: tracks of encoded media, files, forwarding, one
 * port for all connections. Where a member says no specification it does what W3C webrtc-pc says under its name.
 *
 * @module purertc
 */

// In the package it is a constant, this class bound to the process.
export { RTCPeerConnection } from '../../src/api/rtc-peer-connection.ts';
export * from '../../src/index.ts';
