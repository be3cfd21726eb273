/** Binding requests from one UDP socket to any server: what each of them sees (RFC 8489 §12, RFC 5780 §4). */

import type { TransportAddress } from '../../base/address.ts';
import type { Duration } from '../../base/instant.ts';
import type { DatagramSocket } from '../../runtime/network.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { ChangeRequest } from '../../stun/index.ts';
import {
  CHANGE_REQUEST,
  ClientTransaction,
  MAPPED_ADDRESS,
  METHOD,
  OTHER_ADDRESS,
  readAttribute,
  readMessage,
  writeAttribute,
  writeMessage,
  XOR_MAPPED_ADDRESS,
} from '../../stun/index.ts';

export interface BindingAnswer {
  /** We, as the server sees us. */
  readonly mapped: TransportAddress;
  /** The server's other address (RFC 5780 §7.4). */
  readonly other: TransportAddress | undefined;
  readonly milliseconds: Duration;
}

/** Four requests within 2.8 s: long enough for bad radio, short enough to wait for. */
const SCHEDULE = { rto: 200, maxRequests: 4, finalWait: 7 } as const;

interface Pending {
  readonly transaction: ClientTransaction;
  readonly server: TransportAddress;
  readonly startedAt: number;
  readonly answer: (answer: BindingAnswer | undefined) => void;
}

export class BindingProbe {
  readonly local: TransportAddress;
  readonly #runtime: Runtime;
  readonly #socket: DatagramSocket;
  readonly #pending: Set<Pending>;

  private constructor(local: TransportAddress, socket: DatagramSocket, pending: Set<Pending>, runtime: Runtime) {
    this.local = local;
    this.#socket = socket;
    this.#pending = pending;
    this.#runtime = runtime;
  }

  /** Undefined if there is no socket of this family. */
  static open(runtime: Runtime, family: 4 | 6): Promise<BindingProbe | undefined> {
    const pending = new Set<Pending>();
    return new Promise(resolve => {
      const socket = runtime.network.openDatagram(family === 4 ? '0.0.0.0' : '::', {
        opened: local => resolve(new BindingProbe(local, socket, pending, runtime)),
        failed: () => resolve(undefined),
        datagram: bytes => receive(bytes, pending, runtime.clock.now()),
      });
    });
  }

  /** Undefined if nothing that makes sense came back in time. */
  ask(server: TransportAddress, change?: ChangeRequest): Promise<BindingAnswer | undefined> {
    const { crypto, clock, random, tasks } = this.#runtime;
    const transactionId = random.bytes(12);
    const attributes = change === undefined ? [] : [writeAttribute(CHANGE_REQUEST, change, transactionId)];
    const request = { class: 'request', method: METHOD.binding, transactionId, attributes } as const;
    const transaction = new ClientTransaction(writeMessage(request, {}, crypto), SCHEDULE);
    return new Promise(resolve => {
      const startedAt = clock.now();
      const pending: Pending = { transaction, server, startedAt, answer: resolve };
      this.#pending.add(pending);
      const step = (): void => {
        if (transaction.state !== 'waiting') return;
        const now = clock.now();
        transaction.handleTimeout(now);
        const packet = transaction.pollTransmit(now);
        if (packet !== undefined) this.#socket.send(packet, server);
        if (transaction.state === 'waiting') tasks.setTimer(transaction.nextTimeout() - now, step);
        else {
          this.#pending.delete(pending);
          resolve(undefined);
        }
      };
      step();
    });
  }

  close(): void {
    this.#socket.close();
  }
}

function receive(bytes: Uint8Array, pending: Set<Pending>, now: number): void {
  const message = readMessage(bytes);
  if (message === undefined) return;
  for (const one of pending) {
    if (!one.transaction.matches(message)) continue;
    one.transaction.complete(now);
    pending.delete(one);
    const mapped = readAttribute(message, XOR_MAPPED_ADDRESS) ?? readAttribute(message, MAPPED_ADDRESS);
    const other = readAttribute(message, OTHER_ADDRESS);
    const milliseconds = now - one.startedAt;
    one.answer(message.class === 'error' || mapped === undefined ? undefined : { mapped, other, milliseconds });
    return;
  }
}
