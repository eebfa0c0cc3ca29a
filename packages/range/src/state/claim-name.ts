import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { SteadyError } from '@steadyhand/contracts';
import { foldersOf, type Owner, OwnerSchema, type RangeFolders } from './folders.ts';

/** Takes a name for a range, or rejects with RANGE_NAME_TAKEN. What a crash left must have been swept before. */
export async function claimName(stateFolder: string, name: string, owner: Owner): Promise<RangeFolders> {
  const folders = foldersOf(stateFolder, name);
  await mkdir(folders.root, { recursive: true, mode: 0o700 });
  const draft = `${folders.owner}.${owner.pid}`;
  await writeFile(draft, JSON.stringify(owner));
  try {
    // A link to a finished file: it appears whole, and only once.
    await link(draft, folders.owner);
    return folders;
  } catch (cause) {
    const { pid, startedAt } = OwnerSchema.parse(JSON.parse(await readFile(folders.owner, 'utf8')));
    throw new SteadyError('RANGE_NAME_TAKEN', { name, pid: String(pid), since: startedAt }, { cause });
  } finally {
    await rm(draft, { force: true });
  }
}
