/** How finely a window slides: so many parts of it are forgotten one after the other. */
const SLOTS = 30;

interface Tally {
  /** Requests in each slot, in a ring. */
  readonly slots: Uint32Array;
  /** Number of the newest slot since the epoch. */
  newest: number;
  total: number;
}

/** Requests of each address within a sliding window. */
export class RateWindow {
  readonly #slotMs: number;
  readonly #limit: number;
  readonly #byAddress = new Map<string, Tally>();

  constructor(windowSeconds: number, limit: number) {
    this.#slotMs = (windowSeconds * 1000) / SLOTS;
    this.#limit = limit;
  }

  /** Counts a request at a time, in milliseconds, and says whether the address has asked too often by then. */
  add(address: string, at: number): boolean {
    const slot = Math.floor(at / this.#slotMs);
    let tally = this.#byAddress.get(address);
    if (!tally) {
      tally = { slots: new Uint32Array(SLOTS), newest: slot, total: 0 };
      this.#byAddress.set(address, tally);
    }
    forget(tally, slot);
    const index = slot % SLOTS;
    tally.slots[index] = (tally.slots[index] ?? 0) + 1;
    tally.total += 1;
    return tally.total > this.#limit;
  }

  /** The addresses above the limit; what is silent for a whole window is dropped. */
  limited(at: number): string[] {
    const slot = Math.floor(at / this.#slotMs);
    const above: string[] = [];
    for (const [address, tally] of this.#byAddress) {
      forget(tally, slot);
      if (tally.total === 0) this.#byAddress.delete(address);
      else if (tally.total > this.#limit) above.push(address);
    }
    return above;
  }
}

function forget(tally: Tally, slot: number): void {
  const from = Math.max(tally.newest + 1, slot - SLOTS + 1);
  for (let i = from; i <= slot; i++) {
    tally.total -= tally.slots[i % SLOTS] ?? 0;
    tally.slots[i % SLOTS] = 0;
  }
  tally.newest = Math.max(tally.newest, slot);
}
