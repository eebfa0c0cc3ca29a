import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copySchema, openStore, type Store } from '@steadyhand/engine';
import type { UpgradeOptions, UpgradeProgress } from '@steadyhand/postgres';
import { userFolders } from './paths.ts';
import { renderUpgrade } from './render/upgrade.ts';

export interface OpenRecord {
  store: Store;
  /** Signs what of a run is too secret to be kept; made from a key that is not in the database. */
  runKey(runId: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** The record of this user's runs: in the Postgres of STEADYHAND_DATABASE_URL, else in one of the user's own. */
export async function openRecord(env: NodeJS.ProcessEnv = process.env): Promise<OpenRecord> {
  const { data, cache } = userFolders(env);
  const runKey = async (runId: string): Promise<Uint8Array> =>
    createHmac('sha256', await installationKey(join(data, 'record.key')))
      .update(runId)
      .digest();
  const url = env.STEADYHAND_DATABASE_URL;
  if (url) {
    const store = await openStore({ url });
    return { store, runKey, close: () => store.close() };
  }
  const { openSharedPostgres } = await import('@steadyhand/postgres');
  const upgrade: UpgradeOptions = { copySchema, oldPackage: env.STEADYHAND_OLD_POSTGRES, onProgress: sayUpgrade };
  const postgres = await openSharedPostgres({ dataFolder: data, cacheFolder: cache, upgrade });
  const store = await openStore({ url: postgres.url }).catch(async (error: unknown) => {
    await postgres.release();
    throw error;
  });
  const close = async (): Promise<void> => {
    await store.close();
    await postgres.release();
  };
  return { store, runKey, close };
}

function sayUpgrade(progress: UpgradeProgress): void {
  const line = renderUpgrade(progress);
  if (line !== null) process.stderr.write(`${line}\n`);
}

/** Made once. Workers on other machines that share a database need the same file. */
async function installationKey(file: string): Promise<Buffer> {
  await mkdir(dirname(file), { recursive: true });
  const made = await writeFile(file, randomBytes(32), { mode: 0o600, flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
  return made ?? readFile(file);
}
