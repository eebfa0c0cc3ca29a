import { join } from 'node:path';
import { ProcessIdentitySchema } from '@steadyhand/postgres';
import { z } from 'zod';

/** What a running range keeps on disk, so that others find it and a later start can sweep what a crash left. */
export interface RangeFolders {
  /** Holds the three others. */
  root: string;
  /** The process that the range lives in; whoever makes this file has the name. */
  owner: string;
  /** The range's description, once it is up. */
  description: string;
  /** A file per process that the range started. */
  processes: string;
}

const RANGES = 'ranges';

export function rangesFolder(stateFolder: string): string {
  return join(stateFolder, RANGES);
}

export function foldersOf(stateFolder: string, name: string): RangeFolders {
  const root = join(rangesFolder(stateFolder), name);
  return {
    root,
    owner: join(root, 'owner.json'),
    description: join(root, 'range.json'),
    processes: join(root, 'processes'),
  };
}

export const OwnerSchema = ProcessIdentitySchema.extend({
  startedAt: z.string(),
  /** Temporary folder with the range's data. */
  folder: z.string(),
});
export type Owner = z.infer<typeof OwnerSchema>;
