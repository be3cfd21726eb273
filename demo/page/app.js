/** The page: puts connection, states, chat, round trips and files together. */

import { Call } from './call.js';
import { Connection, selectedPair } from './connection.js';
import { RoundTrips } from './plot.js';
import { download, testFile, upload } from './transfer.js';

const $ = id => document.getElementById(id);

const STATES = [
  ['connection', peer => peer.connectionState, status => status.connectionState],
  ['signaling', peer => peer.signalingState, status => status.signalingState],
  ['ICE gathering', peer => peer.iceGatheringState, status => status.iceGatheringState],
  ['ICE connection', peer => peer.iceConnectionState, status => status.iceConnectionState],
  ['DTLS', peer => peer.sctp?.transport?.state, status => status.dtlsState],
  ['SCTP', peer => peer.sctp?.state, status => status.sctpState],
  ['longest message', peer => bytes(peer.sctp?.maxMessageSize), status => bytes(status.maxMessageSize)],
];

const roundTrips = new RoundTrips($('plot'));
let connection;
let call;
let nodeStatus = {};

setUpTheme();
setUpChat();
setUpFiles();
$('browser-name').textContent = browserName();
$('restart').onclick = () => connection.restart();
$('toggle').onclick = () => (connection.peer.connectionState === 'closed' ? connect() : connection.close());
setInterval(() => void showPath(), 1000);
connect();

function connect() {
  nodeStatus = {};
  $('steps').replaceChildren();
  $('messages').replaceChildren();
  $('get-back').disabled = true;
  const made = new Connection({
    step: text => made === connection && addStep(text),
    changed: () => made === connection && show(),
    status(status) {
      nodeStatus = status;
      if (made === connection) show();
    },
  });
  connection = made;
  call?.end();
  call = new Call(made);
  made.chat.onmessage = ({ data }) => {
    const { from, text } = JSON.parse(data);
    addMessage(from, text);
  };
  roundTrips.start(made.ping);
  show();
}

function show() {
  const { peer } = connection;
  const state = peer.connectionState;
  $('badge').textContent = state;
  $('badge').dataset.state = state;
  document.body.toggleAttribute('data-connected', state === 'connected');
  $('toggle').textContent = state === 'closed' ? 'Connect' : 'Disconnect';
  $('restart').disabled = state !== 'connected';
  $('call-toggle').disabled = state !== 'connected';
  if (state === 'closed') call?.end();
  $('chat-send').disabled = connection.chat.readyState !== 'open';
  for (const id of ['send-test', 'get-test', 'file']) $(id).disabled = state !== 'connected';
  $('states').replaceChildren(
    ...STATES.map(([name, ours, theirs]) => {
      const row = document.createElement('tr');
      const head = Object.assign(document.createElement('th'), { scope: 'row', textContent: name });
      row.append(head, cell(ours(peer)), cell(theirs(nodeStatus)));
      return row;
    }),
  );
  if (nodeStatus.name) $('node-name').textContent = `purertc · you are ${nodeStatus.name}`;
  void showPath();
}

async function showPath() {
  const { peer } = connection;
  if (peer.connectionState !== 'connected') {
    $('wire-text').textContent = peer.connectionState;
    return;
  }
  const found = await selectedPair(peer);
  if (!found) return;
  const { local, remote, pair } = found;
  // A browser may hide an address, its own behind a name or the peer's altogether; Node knows both.
  const address = (candidate, other) => {
    const [, , , , told, port] = (other ?? '').split(' ');
    const host = candidate?.address && !/\.(local|invalid)$/.test(candidate.address) ? candidate.address : told;
    return host ? `${host.includes(':') ? `[${host}]` : host}:${candidate?.port ?? port}` : '(hidden)';
  };
  $('local-address').textContent = address(local, nodeStatus.remote);
  $('remote-address').textContent = address(remote, nodeStatus.local);
  $('local-type').textContent = local?.candidateType ?? '–';
  $('remote-type').textContent = nodeStatus.local?.match(/ typ (\S+)/)?.[1] ?? remote?.candidateType ?? '–';
  const traffic = `↑ ${bytes(pair.bytesSent ?? 0)}   ↓ ${bytes(pair.bytesReceived ?? 0)}`;
  $('wire-text').textContent = traffic;
}

function addStep(text) {
  const item = document.createElement('li');
  const time = Object.assign(document.createElement('time'), { textContent: `${connection.age.toFixed(0)} ms` });
  item.append(Object.assign(document.createElement('span'), { textContent: text }), time);
  $('steps').append(item);
  while ($('steps').children.length > 10) $('steps').firstElementChild.remove();
}

function setUpChat() {
  $('chat-form').onsubmit = event => {
    event.preventDefault();
    const text = $('chat-text').value.trim();
    if (text === '' || connection.chat.readyState !== 'open') return;
    connection.chat.send(text);
    addMessage('you', text);
    $('chat-text').value = '';
  };
}

function addMessage(from, text) {
  const message = document.createElement('div');
  message.className = from === 'you' ? 'message own' : 'message';
  message.append(Object.assign(document.createElement('b'), { textContent: from }), text);
  $('messages').append(message);
  $('messages').scrollTop = $('messages').scrollHeight;
}

function setUpFiles() {
  const list = $('transfers');
  const send = async file => {
    if (file && (await upload(connection.peer, file, list))) $('get-back').disabled = false;
  };
  $('file').onchange = event => void send(event.target.files[0]).then(() => (event.target.value = ''));
  $('send-test').onclick = () => void send(testFile(Number($('size').value)));
  $('get-test').onclick = () => void download(connection.peer, Number($('size').value), list);
  $('get-back').onclick = () => void download(connection.peer, undefined, list);

  const drop = $('drop');
  for (const name of ['dragover', 'dragleave', 'drop']) {
    drop.addEventListener(name, event => {
      event.preventDefault();
      drop.classList.toggle('over', name === 'dragover');
    });
  }
  drop.addEventListener('drop', event => void send(event.dataTransfer.files[0]));
}

function setUpTheme() {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const set = theme => {
    document.documentElement.dataset.theme = theme;
    roundTrips.draw();
  };
  set(system.matches ? 'dark' : 'light');
  system.onchange = () => set(system.matches ? 'dark' : 'light');
  $('theme').onclick = () => set(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
}

function cell(text) {
  return Object.assign(document.createElement('td'), { textContent: text ?? '–' });
}

function bytes(count) {
  if (count === undefined) return undefined;
  if (count >= 2 ** 30) return `${(count / 2 ** 30).toFixed(1)} GiB`;
  if (count >= 2 ** 20) return `${(count / 2 ** 20).toFixed(1)} MiB`;
  return count >= 1024 ? `${(count / 1024).toFixed(0)} KiB` : `${count} B`;
}

function browserName() {
  const agent = navigator.userAgent;
  const found = /(Firefox|Edg|Chrome|Version)\/([\d]+)/.exec(agent);
  return found ? `${found[1].replace('Version', 'Safari').replace('Edg', 'Edge')} ${found[2]}` : '';
}
