/** Ends a block, and not the session. */
export class BlockEnd extends Error {
  override readonly name = 'BlockEnd';
  /** A read would wait for a held change, or a person left a command out. */
  readonly why: 'wouldWait' | 'skipped';
  /** At which the block ended; shell-quoted, without secrets. */
  readonly command: string;

  constructor(why: 'wouldWait' | 'skipped', command: string) {
    super(`${why === 'skipped' ? 'skipped' : 'would wait here'}: ${command}`);
    this.why = why;
    this.command = command;
  }
}
