import type { CommandHandler } from '@steadyhand/contracts';
import { programsOf, type ShellBlock } from './blocks.ts';
import { Bubble } from './bubble.ts';
import { type Compared, compareBlock } from './compare.ts';
import { SCRIPT_PROGRAM } from './recording.ts';

export interface CompareAllOptions {
  /** Programs that really run, on both sides. */
  real?: ReadonlyMap<string, CommandHandler>;
  /** Blocks at a time. */
  workers?: number;
}

/** Every block in a session and in a real bash, in the order given. */
export async function compareAll(
  blocks: readonly ShellBlock[],
  { real = new Map(), workers = 2 }: CompareAllOptions = {},
): Promise<Compared[]> {
  const programs = programsOf(blocks);
  for (const name of real.keys()) programs.delete(name);
  for (const name of ['sleep', 'hostname', 'whoami', 'watch', SCRIPT_PROGRAM]) programs.add(name);
  const bubble = new Bubble(programs, [...real.keys()]);
  const compared: Compared[] = [];
  const left = blocks.map((block, index) => ({ block, index }));
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      compared[next.index] = await compareBlock(next.block, { bubble, programs, handlers: real });
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    bubble.close();
  }
  return compared;
}
