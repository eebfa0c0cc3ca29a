import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RangeControl } from '@steadyhand/contracts';
import { startRange } from '@steadyhand/range';
import stack from '../stack.ts';

/** Kept between runs, so that Postgres's first start and the programs' builds are paid once. */
const cacheFolder = fileURLToPath(new URL('../../../node_modules/.cache/steadyhand-tests', import.meta.url));

export interface Booted {
  range: RangeControl;
  stop(): Promise<void>;
}

/** The system in a range of its own, in folders that are gone afterwards. */
export async function boot(name: string, speed: number): Promise<Booted> {
  const stateFolder = await mkdtemp(join(tmpdir(), `${name}-`));
  const remove = () => rm(stateFolder, { recursive: true, force: true });
  try {
    const range = await startRange({
      name,
      system: 'realtime-chat',
      systemFolder: fileURLToPath(new URL('..', import.meta.url)),
      stack,
      speed,
      stateFolder,
      cacheFolder,
    });
    const stop = async () => {
      await range.stop();
      await remove();
    };
    return { range, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}
