/** The chat room: what one visitor says, Node hands on to the others. */

export interface Member {
  readonly name: string;
  hear(from: string, text: string): void;
}

export class Room {
  readonly #members = new Set<Member>();
  #visitors = 0;

  /** A name for the next visitor. */
  nextName(): string {
    this.#visitors++;
    return `visitor ${this.#visitors}`;
  }

  join(member: Member): void {
    for (const other of this.#members) other.hear('Node', `${member.name} has joined.`);
    this.#members.add(member);
  }

  leave(member: Member): void {
    if (!this.#members.delete(member)) return;
    for (const other of this.#members) other.hear('Node', `${member.name} has left.`);
  }

  /** Answers how many others heard it. */
  say(from: Member, text: string): number {
    const others = [...this.#members].filter(member => member !== from);
    for (const other of others) other.hear(from.name, text);
    return others.length;
  }
}
