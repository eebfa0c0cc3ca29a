import { readdir, readFile } from 'node:fs/promises';
import { type RangeDescription, RangeDescriptionSchema } from '@steadyhand/contracts';
import { isAlive } from '@steadyhand/postgres';
import { foldersOf, rangesFolder } from './folders.ts';

/** Every range that is up, the one that was started last first. */
export async function listRanges(stateFolder: string): Promise<RangeDescription[]> {
  const names = await readdir(rangesFolder(stateFolder)).catch(() => []);
  // A range that is ending has a dot before its name.
  const standing = names.filter((name) => !name.startsWith('.'));
  const found = await Promise.all(standing.map((name) => describedRange(stateFolder, name)));
  return found.filter((range) => range !== null).sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

export interface FindRangeOptions {
  stateFolder: string;
  name?: string;
  /** Only a range of this system. */
  system?: string;
}

/** The range of a name or of a system, or simply the one that was started last; null when there is none. */
export async function findRange({ stateFolder, name, system }: FindRangeOptions): Promise<RangeDescription | null> {
  const ranges = await listRanges(stateFolder);
  const fits = (range: RangeDescription) =>
    (name === undefined || range.name === name) && (system === undefined || range.system === system);
  return ranges.find(fits) ?? null;
}

async function describedRange(stateFolder: string, name: string): Promise<RangeDescription | null> {
  try {
    const text = await readFile(foldersOf(stateFolder, name).description, 'utf8');
    const range = RangeDescriptionSchema.parse(JSON.parse(text));
    return isAlive(range) ? range : null;
  } catch {
    return null;
  }
}
