import type { Socket } from 'node:net';

/** Connections of clients: how many there are, and how many came since it was last asked. */
export class Connections {
  #active = 0;
  #opened = 0;

  add(socket: Socket): void {
    this.#active += 1;
    this.#opened += 1;
    socket.once('close', () => {
      this.#active -= 1;
    });
  }

  /** Null when there are none and none came. */
  take(): { active: number; opened: number } | null {
    const taken = { active: this.#active, opened: this.#opened };
    this.#opened = 0;
    return taken.active + taken.opened > 0 ? taken : null;
  }
}
