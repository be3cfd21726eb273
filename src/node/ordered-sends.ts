/**
 * `OrderedSends`: one datagram after the other, for a `node:dgram` whose sends overtake each other: Deno's makes a task of
 * its own of each, and runs those that were begun together in any order.
 */

import { Socket } from 'node:dgram';
import type { TransportAddress } from '../base/address.ts';

/** Datagrams that may wait. What is sent to a full queue is lost, as in a full buffer of the kernel's. */
const MAX_WAITING = 4096;

/** Whether this platform sends in place: then it can also count what waits in spite of that. */
export const SENDS_IN_PLACE: boolean = 'getSendQueueCount' in Socket.prototype;

export class OrderedSends {
  readonly #socket: Socket;
  #waiting: { readonly bytes: Uint8Array; readonly to: TransportAddress }[];
  #next: number;
  #busy: boolean;
  #ending: boolean;
  readonly #sent: () => void;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#waiting = [];
    this.#next = 0;
    this.#busy = false;
    this.#ending = false;
    this.#sent = () => this.#continue();
  }

  send(bytes: Uint8Array, to: TransportAddress): void {
    if (this.#waiting.length - this.#next >= MAX_WAITING) return;
    this.#waiting.push({ bytes, to });
    if (!this.#busy) this.#continue();
  }

  /** Closes the socket, after what waits was sent. */
  close(): void {
    this.#ending = true;
    if (!this.#busy) this.#socket.close();
  }

  #continue(): void {
    const datagram = this.#waiting[this.#next];
    this.#busy = datagram !== undefined;
    if (datagram !== undefined) {
      this.#next++;
      this.#socket.send(datagram.bytes, datagram.to.port, datagram.to.address, this.#sent);
      return;
    }
    this.#waiting = [];
    this.#next = 0;
    if (this.#ending) this.#socket.close();
  }
}
