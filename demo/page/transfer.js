/** Files over data channels, one channel for each: sending, receiving, hashing, showing. See demo/file-transfer.ts. */

const MESSAGE = 64 * 1024;
const BUFFERED = 8 * 1024 * 1024;
/** So much of a file is read at once. */
const SLICE = 4 * 1024 * 1024;
const LARGEST = 2 ** 30;

/** Sends `file` to Node. Answers whether both hashes agree. */
export function upload(peer, file, list) {
  const row = new Row(list, `↑ ${file.name}`, file.size);
  return row.run(async () => {
    if (file.size > LARGEST) throw new Error('the file is larger than 1 GB');
    const channel = peer.createDataChannel('upload');
    const answer = reply(channel);
    // The answer is awaited at the end; a channel that closes before is told by whoever notices first.
    answer.catch(() => {});
    await event(channel, 'open');
    channel.bufferedAmountLowThreshold = BUFFERED / 2;
    channel.send(JSON.stringify({ name: file.name, size: file.size, type: file.type }));
    const hashing = sha256(file);
    for (let at = 0; at < file.size; at += SLICE) {
      const bytes = new Uint8Array(await file.slice(at, at + SLICE).arrayBuffer());
      for (let from = 0; from < bytes.length; from += MESSAGE) {
        if (channel.bufferedAmount > BUFFERED) await event(channel, 'bufferedamountlow');
        channel.send(bytes.subarray(from, from + MESSAGE));
        row.progress(at + from - channel.bufferedAmount);
      }
    }
    const ours = await hashing;
    channel.send(JSON.stringify({ sha256: ours }));
    row.say('sent; waiting for Node’s hash');
    const watching = setInterval(() => row.progress(file.size - channel.bufferedAmount), 100);
    const { sha256: theirs } = await answer.finally(() => clearInterval(watching));
    row.progress(file.size);
    channel.close();
    return { ours, theirs };
  });
}

/** Asks Node for a test file of `size` bytes, or with no size for the file it was sent last. */
export function download(peer, size, list) {
  const row = new Row(list, size === undefined ? '↓ my file' : '↓ test file', size ?? 0);
  return row.run(async () => {
    const channel = peer.createDataChannel('download', { protocol: JSON.stringify({ size }) });
    channel.binaryType = 'arraybuffer';
    const parts = [];
    let received = 0;
    let header;
    const theirs = await new Promise((resolve, reject) => {
      channel.onclose = () => reject(new Error('the channel closed early'));
      channel.onmessage = ({ data }) => {
        if (typeof data !== 'string') {
          parts.push(data);
          received += data.byteLength;
          row.progress(received);
        } else if (header === undefined) {
          header = JSON.parse(data);
          row.expect(`↓ ${header.name}`, header.size);
        } else {
          resolve(JSON.parse(data).sha256);
        }
      };
    });
    row.say('received; hashing');
    const blob = new Blob(parts, { type: header.type });
    const ours = await sha256(blob);
    channel.close();
    if (received !== header.size) throw new Error(`${received} bytes came of ${header.size}`);
    row.offer(blob, header.name);
    return { ours, theirs };
  });
}

/** A file of `size` bytes that no compression could shorten. */
export function testFile(size) {
  const parts = [];
  for (let left = size; left > 0; left -= 65536) {
    parts.push(crypto.getRandomValues(new Uint8Array(Math.min(left, 65536))));
  }
  return new File(parts, `browser-${size / 1e6}MB.bin`, { type: 'application/octet-stream' });
}

async function sha256(blob) {
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('');
}

function reply(channel) {
  return new Promise((resolve, reject) => {
    channel.onmessage = ({ data }) => resolve(JSON.parse(data));
    channel.addEventListener('close', () => reject(new Error('the channel closed early')));
  });
}

function event(channel, name) {
  return new Promise((resolve, reject) => {
    channel.addEventListener(name, resolve, { once: true });
    channel.addEventListener('close', () => reject(new Error('the channel closed early')), { once: true });
  });
}

/** One transfer in the list. */
class Row {
  #element = document.createElement('li');
  #name = this.#part('span', 'name');
  #rate = this.#part('span', 'rate');
  #bar = this.#part('progress');
  #verdict = this.#part('span', 'verdict');
  #size;
  #done = 0;
  #start = performance.now();

  constructor(list, name, size) {
    this.#element.className = 'transfer';
    list.prepend(this.#element);
    while (list.children.length > 4) list.lastElementChild.remove();
    this.expect(name, size);
  }

  expect(name, size) {
    this.#name.textContent = name;
    this.#size = size;
    this.progress(0);
  }

  progress(bytes) {
    const now = performance.now();
    this.#done = Math.max(this.#done, bytes);
    if (this.#bar.max !== this.#size && this.#size > 0) this.#bar.max = this.#size;
    this.#bar.value = this.#done;
    const seconds = Math.max(now - this.#start, 1) / 1000;
    const rate = this.#done / 1e6 / seconds;
    this.#rate.textContent = `${amount(this.#done)} of ${amount(this.#size)} · ${rate.toFixed(1)} MB/s`;
  }

  say(text) {
    this.#verdict.textContent = text;
  }

  offer(blob, name) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.textContent = this.#name.textContent;
    this.#name.replaceChildren(link);
  }

  async run(transfer) {
    this.#element.dataset.result = 'going';
    try {
      const { ours, theirs } = await transfer();
      const equal = ours === theirs;
      const short = `${ours.slice(0, 16)}…${ours.slice(-8)}`;
      this.say(equal ? `✓ SHA-256 equal at both ends: ${short}` : '✗ the hashes differ');
      this.#element.dataset.sha256 = ours;
      this.#element.dataset.result = equal ? 'equal' : 'failed';
      return equal;
    } catch (error) {
      this.say(`✗ ${error.message ?? error}`);
      this.#element.dataset.result = 'failed';
      return false;
    }
  }

  #part(tag, name = '') {
    const part = document.createElement(tag);
    part.className = name;
    this.#element.append(part);
    return part;
  }
}

function amount(bytes) {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
