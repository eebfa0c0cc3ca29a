import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RangeDescription } from '@steadyhand/contracts';
import { startOwnRange } from '../own-range.ts';

/** What both sides of the comparison work on. */
export interface Site {
  folder: string;
  /** The installed program. */
  aws: string;
  range: RangeDescription;
  /** For the installed program, and for `steady aws`. */
  env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/** A range of its own, in a folder that is gone afterwards. */
export async function openSite(aws: string): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'steady-bench-'));
  await chmod(folder, 0o755);
  const range = await startOwnRange(folder);
  const { credentials, region } = range.description;
  // Version 1 prints timestamps as the service sent them unless told otherwise; version 2 prints ISO 8601.
  await writeFile(join(folder, 'config'), '[default]\ncli_timestamp_format = iso8601\n');
  return {
    folder,
    aws,
    range: range.description,
    env: {
      PATH: process.env.PATH,
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_DEFAULT_REGION: region,
    },
    close: async () => {
      await range.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The installed aws itself: a version manager's shim would add its own start to every call. */
export function installedAws(): string | null {
  for (const probe of [
    ['pyenv', 'which', 'aws'],
    ['which', 'aws'],
  ] as const) {
    try {
      const [program, ...argv] = probe;
      return execFileSync(program, argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      // The next way to find it.
    }
  }
  return null;
}
