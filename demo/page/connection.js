/** The browser's side of the connection: signalling over a WebSocket, the channels, the events for the page. */

/** @typedef {{ step(text: string): void, changed(): void, status(status: object): void }} Watcher */

export class Connection {
  #socket;
  #watcher;
  #start = performance.now();
  /** Signals are worked off one after the other. */
  #signals = Promise.resolve();
  /** Candidates found before the WebSocket is open. */
  #waiting = [];
  #offering = false;
  #offerAgain = false;

  /** @param {Watcher} watcher */
  constructor(watcher) {
    this.#watcher = watcher;
    this.peer = new RTCPeerConnection();
    this.#watch();
    this.chat = this.#channel('chat');
    this.ping = this.#channel('ping', { ordered: false, maxRetransmits: 0 });
    this.statusChannel = this.#channel('status');
    this.control = this.#channel('call');
    this.statusChannel.onmessage = event => watcher.status(JSON.parse(event.data));

    this.#socket = new WebSocket(`ws://${location.host}/signal`);
    this.#socket.onopen = () => {
      for (const signal of this.#waiting.splice(0)) this.#signal(signal);
    };
    this.#socket.onmessage = event => {
      this.#signals = this.#signals
        .then(() => this.#take(JSON.parse(event.data)))
        .catch(error => this.#step(`${error}`));
    };
    this.#socket.onclose = () => watcher.changed();
  }

  /** Milliseconds since it began. */
  get age() {
    return performance.now() - this.#start;
  }

  /** Sends an offer of what is wanted now, or as soon as the one before is answered. */
  async negotiate() {
    if (this.#offering || this.peer.signalingState !== 'stable') {
      this.#offerAgain = true;
      return;
    }
    this.#offering = true;
    try {
      await this.peer.setLocalDescription();
    } finally {
      this.#offering = false;
    }
    this.#signal({ description: this.peer.localDescription });
    this.#step('offer sent');
  }

  restart() {
    this.#step('ICE restart asked for');
    this.peer.restartIce();
  }

  close() {
    this.peer.close();
    this.#socket.close();
    this.#watcher.changed();
  }

  #channel(label, init) {
    const channel = this.peer.createDataChannel(label, init);
    channel.addEventListener('open', () => this.#step(`channel “${label}” is open`));
    channel.addEventListener('close', () => this.#watcher.changed());
    return channel;
  }

  #watch() {
    const { peer } = this;
    peer.onnegotiationneeded = () => this.negotiate();
    peer.onicecandidate = event => this.#signal({ candidate: event.candidate });
    for (const name of ['signalingstatechange', 'icegatheringstatechange']) {
      peer.addEventListener(name, () => this.#watcher.changed());
    }
    peer.addEventListener('iceconnectionstatechange', () => this.#step(`ICE is ${peer.iceConnectionState}`));
    peer.addEventListener('connectionstatechange', () => {
      this.#step(`the connection is ${peer.connectionState}`);
    });
  }

  #signal(signal) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(signal));
    else this.#waiting.push(signal);
  }

  async #take({ description, candidate }) {
    if (description) {
      await this.peer.setRemoteDescription(description);
      this.#step('answer received');
      if (!this.#offerAgain) return;
      this.#offerAgain = false;
      await this.negotiate();
    } else if (candidate) {
      await this.peer.addIceCandidate(candidate);
    }
  }

  #step(text) {
    this.#watcher.step(text);
    this.#watcher.changed();
  }
}

/** The candidate pair in use: `{ local, remote }` with address, port, type and protocol, as far as the browser tells. */
export async function selectedPair(peer) {
  const stats = await peer.getStats();
  let pair;
  for (const entry of stats.values()) {
    if (entry.type === 'transport' && entry.selectedCandidatePairId) pair = stats.get(entry.selectedCandidatePairId);
  }
  if (!pair) {
    // Firefox has no transport entry: the pair says so itself.
    for (const entry of stats.values()) if (entry.type === 'candidate-pair' && entry.selected) pair = entry;
  }
  if (!pair) return undefined;
  return { local: stats.get(pair.localCandidateId), remote: stats.get(pair.remoteCandidateId), pair };
}
