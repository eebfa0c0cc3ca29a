import { createHash } from 'node:crypto';

/**
 * Marks of held commands. A held command answers with a marker instead of a result; whoever meets the marker in its
 * arguments or input works on a result that never was. A marker is the same whenever the run is replayed.
 */
export class HeldMarks {
  readonly #stem: string;
  #count = 0;
  #reads = new Set<string>();

  constructor(runId: string, lane: string) {
    this.#stem = `held-${createHash('sha256').update(`${runId}\0${lane}`).digest('hex').slice(0, 12)}`;
  }

  get any(): boolean {
    return this.#count > 0;
  }

  mark(seq: number): string {
    this.#count += 1;
    return `${this.#stem}-${seq}`;
  }

  /** The first marker in a text, or null. */
  find(text: string): string | null {
    const at = this.any ? text.indexOf(this.#stem) : -1;
    return at === -1 ? null : (/^held-[0-9a-f]{12}-\d+/.exec(text.slice(at))?.[0] ?? this.#stem);
  }

  /** A loop that waits for a change lies in one piece of shell; reads are counted anew in each. */
  startPiece(): void {
    this.#reads.clear();
  }

  /** Whether the same read was made before in this piece although something is held: it would wait for ever. */
  repeats(digest: string): boolean {
    if (!this.any) return false;
    const repeated = this.#reads.has(digest);
    this.#reads.add(digest);
    return repeated;
  }
}
