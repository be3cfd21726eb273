"""A test peer over aiortc, driven by JSON lines: what `page/test-peer.ts` is over a browser's classes and ours.

A line {"id", "method", "args"} on stdin is answered by {"id", "result"} or {"id", "error"} on stdout. The first line
out names the stack. The program ends with its stdin.
"""

import asyncio
import base64
import fractions
import hashlib
import json
import math
import os
import sys
import time

import aiortc
import av
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError, VideoStreamTrack
from aiortc.sdp import candidate_from_sdp

# Bytes that may wait in a channel before `send` pauses.
BUFFERED = 1 << 20

SAMPLE_RATE = 48_000

WIDTH = 320
HEIGHT = 240

# The pictures of a film are plain, each of them this much lighter than the one before, and after LEVELS the first again.
DARKEST = 40
STEP = 20
LEVELS = 8


def payload(size, seed):
    """As `page/payload.ts`: bytes that follow from the seed."""
    words = []
    state = (seed * 2654435761) & 0xFFFFFFFF or 1
    for _ in range((size + 3) // 4):
        state ^= (state << 13) & 0xFFFFFFFF
        state ^= state >> 17
        state ^= (state << 5) & 0xFFFFFFFF
        words.append(state.to_bytes(4, "little"))
    return b"".join(words)[:size]


def text(size, seed):
    """As `page/payload.ts`: text whose UTF-8 form has so many bytes."""
    alphabet = ["a", "Z", "0", " ", "é", "ß", "漢", "字", "🙂"]
    parts = []
    state = seed
    while size > 0:
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        part = alphabet[(state >> 8) % len(alphabet)]
        if len(part.encode()) > size:
            part = "x"
        parts.append(part)
        size -= len(part.encode())
    return "".join(parts)


def summary(messages):
    whole = [message.encode() if isinstance(message, str) else message for message in messages]
    kinds = {"text" if isinstance(message, str) else "binary" for message in messages}
    return {
        "messages": len(messages),
        "bytes": sum(len(part) for part in whole),
        "sha256": hashlib.sha256(b"".join(whole)).hexdigest(),
        "kinds": sorted(kinds),
    }


class ToneTrack(AudioStreamTrack):
    """A sine at half of full scale, in pieces of 20 ms."""

    def __init__(self, frequency):
        super().__init__()
        self.frequency = frequency
        self.at = 0
        self.began = None

    async def recv(self):
        if self.readyState != "live":
            raise MediaStreamError
        self.began = self.began or time.time()
        await asyncio.sleep(max(0, self.began + self.at / SAMPLE_RATE - time.time()))
        samples = SAMPLE_RATE // 50
        frame = av.AudioFrame(format="s16", layout="mono", samples=samples)
        turn = 2 * math.pi * self.frequency / SAMPLE_RATE
        values = [round(16_384 * math.sin(turn * (self.at + i))) for i in range(samples)]
        frame.planes[0].update(b"".join(value.to_bytes(2, "little", signed=True) for value in values))
        frame.pts = self.at
        frame.sample_rate = SAMPLE_RATE
        frame.time_base = fractions.Fraction(1, SAMPLE_RATE)
        self.at += samples
        return frame


class FilmTrack(VideoStreamTrack):
    """Plain pictures, 30 a second."""

    def __init__(self):
        super().__init__()
        self.number = 0

    async def recv(self):
        pts, time_base = await self.next_timestamp()
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        level = DARKEST + STEP * (self.number % LEVELS)
        for plane, value in zip(frame.planes, (level, 128, 128)):
            plane.update(bytes([value]) * plane.buffer_size)
        frame.pts = pts
        frame.time_base = time_base
        self.number += 1
        return frame


class Channel:
    def __init__(self, channel, changed):
        self.channel = channel
        self.received = []
        self.closed_at = None
        self.changed = changed
        channel.on("open", changed)
        channel.on("message", self.message)
        channel.on("close", self.closed)
        channel.bufferedAmountLowThreshold = BUFFERED // 4
        channel.on("bufferedamountlow", changed)

    def message(self, message):
        self.received.append(message)
        self.changed()

    def closed(self):
        self.closed_at = round(time.time() * 1000)
        self.changed()


class Peer:
    """The methods that are called from outside have the names that they have in `page/test-peer.ts`."""

    def __init__(self):
        self.connection = None
        self.channels = {}
        self.tracks = {}
        self.waiting = []

    def changed(self, *_):
        waiting, self.waiting = self.waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, holds):
        while not holds():
            future = asyncio.get_running_loop().create_future()
            self.waiting.append(future)
            await future

    def adopt(self, channel):
        self.channels[channel.label] = Channel(channel, self.changed)
        self.changed()

    async def open(self, _configuration):
        # Without servers of one's own aiortc asks a public one.
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.connection.on("datachannel", self.adopt)
        self.connection.on("track", self.taken)
        self.connection.on("connectionstatechange", self.changed)

    async def createChannel(self, label, init=None):
        self.adopt(self.connection.createDataChannel(label, **(init or {})))

    async def describe(self, _trickle):
        """aiortc gathers before it describes."""
        if self.connection.signalingState == "have-remote-offer":
            await self.connection.setLocalDescription(await self.connection.createAnswer())
        else:
            await self.connection.setLocalDescription(await self.connection.createOffer())
        described = self.connection.localDescription
        return {"type": described.type, "sdp": described.sdp}

    async def accept(self, description):
        await self.connection.setRemoteDescription(RTCSessionDescription(**description))

    async def candidates(self):
        return [None]

    async def addCandidate(self, init):
        # Neither the end of candidates nor that of a generation can be told to aiortc 1.4, and it needs neither.
        if init is None or init["candidate"] == "":
            return
        candidate = candidate_from_sdp(init["candidate"].split(":", 1)[1])
        candidate.sdpMid = init.get("sdpMid")
        candidate.sdpMLineIndex = init.get("sdpMLineIndex")
        await self.connection.addIceCandidate(candidate)

    async def connected(self):
        await self.until(lambda: self.connection.connectionState == "connected")

    async def channelOpen(self, label):
        await self.until(lambda: label in self.channels and self.channels[label].channel.readyState == "open")

    async def channelOptions(self, label):
        channel = self.channels[label].channel
        return {
            "label": channel.label,
            "protocol": channel.protocol,
            "ordered": channel.ordered,
            "maxRetransmits": channel.maxRetransmits,
            "maxPacketLifeTime": channel.maxPacketLifeTime,
        }

    async def send(self, label, what):
        channel = self.channels[label].channel
        if what["kind"] == "text":
            pieces = [text(what["size"], what["seed"])]
        else:
            whole = payload(what["size"], what["seed"])
            most = what.get("messageSize") or max(1, len(whole))
            pieces = [whole[at : at + most] for at in range(0, len(whole), most)] or [b""]
        for piece in pieces:
            await self.until(lambda: channel.bufferedAmount <= BUFFERED)
            channel.send(piece)
        return summary(pieces)

    async def receive(self, label, messages):
        await self.until(lambda: label in self.channels and len(self.channels[label].received) >= messages)
        record = self.channels[label]
        taken, record.received = record.received[:messages], record.received[messages:]
        return summary(taken)

    async def closeChannel(self, label):
        self.channels[label].channel.close()
        return round(time.time() * 1000)

    async def channelClosed(self, label):
        await self.until(lambda: self.channels[label].closed_at is not None)
        return self.channels[label].closed_at

    async def close(self):
        at = round(time.time() * 1000)
        await self.connection.close()
        return at

    async def sendTone(self, frequency):
        self.connection.addTrack(ToneTrack(frequency))

    async def sendFilm(self):
        self.connection.addTrack(FilmTrack())

    def taken(self, track):
        self.tracks[track.kind] = track
        self.changed()

    async def hear(self, seconds):
        """The samples of the left channel, as they are decoded from now on."""
        await self.until(lambda: "audio" in self.tracks)
        samples = b""
        while len(samples) < 2 * seconds * SAMPLE_RATE:
            frame = await self.tracks["audio"].recv()
            assert (frame.format.name, frame.sample_rate) == ("s16", SAMPLE_RATE), frame
            channels = len(frame.layout.channels)
            data = bytes(frame.planes[0])[: frame.samples * channels * 2]
            samples += b"".join(data[at : at + 2] for at in range(0, len(data), 2 * channels))
        return {"sampleRate": SAMPLE_RATE, "s16": base64.b64encode(samples).decode()}

    async def watch(self, pictures):
        """Of each picture that is decoded from now on its size and mean luma."""
        await self.until(lambda: "video" in self.tracks)
        seen = []
        while len(seen) < pictures:
            frame = await self.tracks["video"].recv()
            assert frame.format.name == "yuv420p", frame
            plane = frame.planes[0]
            rows = bytes(plane)
            inner = [rows[y * plane.line_size + x] for y in range(20, HEIGHT, 40) for x in range(20, WIDTH, 40)]
            seen.append({"width": frame.width, "height": frame.height, "luma": sum(inner) / len(inner)})
        return seen


async def main():
    peer = Peer()
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 22)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)

    def answer(line):
        print(json.dumps(line), flush=True)

    async def run(call):
        try:
            result = await getattr(peer, call["method"])(*call["args"])
            answer({"id": call["id"], "result": result})
        except Exception as error:
            answer({"id": call["id"], "error": repr(error)})

    answer({"ready": f"aiortc {aiortc.__version__}"})
    running = set()
    while line := await reader.readline():
        task = asyncio.ensure_future(run(json.loads(line)))
        running.add(task)
        task.add_done_callback(running.discard)
    # Nothing that aiortc still waits for may keep the program.
    os._exit(0)


asyncio.run(main())
