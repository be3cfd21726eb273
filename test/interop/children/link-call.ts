/** A program that calls a Chromium elsewhere, `link-call <executable> <milliseconds>`: echo, and what the page saw as JSON. */

import { openBrowser } from '../harness/browser.ts';
import { mediaNode } from '../harness/media-node.ts';
import type { MediaPeer } from '../harness/media-peer.ts';
import { negotiate } from '../harness/peer.ts';

const [executablePath, look] = process.argv.slice(2);
if (executablePath === undefined) throw new RangeError('which executable?');
// Its network is not ours: whatever is said to it goes over pipes.
const browser = await openBrowser('chromium', { executablePath, elsewhere: true });
const theirs = (await browser.peer()) as MediaPeer;
const ours = await mediaNode();
await theirs.open({});
ours.echo();
await theirs.addVideo({ codec: 'video/VP8' });
await theirs.addAudio();
await negotiate(theirs, ours.peer, { trickle: true });
await Promise.all([ours.peer.connected(), theirs.connected()]);
await theirs.observe(3_000);
const seen = await theirs.observe(Number(look));
const stats = [...(await ours.connection.getStats()).values()] as { type: string; kind?: string }[];
const streams = stats.filter(({ type, kind }) => /bound-rtp$/.test(type) && kind === 'video');
await Promise.all([ours.peer.close(), theirs.close()]);
await browser.close();
console.log(JSON.stringify({ seen, streams, heap: process.memoryUsage().heapUsed }));
