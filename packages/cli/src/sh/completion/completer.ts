import type { Handlers } from '@steadyhand/contracts';
import type { Shell } from '@steadyhand/engine';
import { candidates } from './candidates.ts';

/** Longer than this nobody waits for a list of what there is. */
const LOOK_MS = 2000;

export interface CompleterOptions {
  shell: Shell;
  handlers: Handlers;
  parameters: readonly string[];
}

/** Completes what is typed. What there is of resources is read once, and again after something was changed here. */
export class Completer {
  private readonly options: CompleterOptions;
  private readonly known = new Map<string, readonly string[]>();

  constructor(options: CompleterOptions) {
    this.options = options;
  }

  /** Gives what `node:readline` wants: the words, and the typed end that they begin with. */
  async complete(before: string): Promise<[string[], string]> {
    const world = { ...this.options, listed: ({ argv }: { argv: readonly string[] }) => this.list(argv) };
    const { words, typed } = await candidates(before, world);
    const [only] = words;
    // One that is whole is left behind; a folder, and an option with its value, go on.
    if (words.length === 1 && only !== undefined && !/[/=]$/.test(only)) return [[`${only} `], typed];
    return [words, typed];
  }

  forget(): void {
    this.known.clear();
  }

  private async list(argv: readonly string[]): Promise<readonly string[]> {
    const key = argv.join(' ');
    const known = this.known.get(key);
    if (known) return known;
    const timeout = AbortSignal.timeout(LOOK_MS);
    const late = new Promise<string>((resolve) => {
      timeout.addEventListener('abort', () => resolve(''), { once: true });
    });
    const printed = await Promise.race([this.options.shell.look(['aws', ...argv], timeout), late]);
    const found = printed.split(/\s+/).filter((word) => word !== '' && word !== 'None');
    if (found.length > 0) this.known.set(key, found);
    return found;
  }
}
