import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '@steadyhand/engine';
import { openSharedPostgres } from '@steadyhand/postgres';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openRecord } from './record.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const cache = fileURLToPath(new URL('../../../node_modules/.cache', import.meta.url));
const package17 = folderOfPackage('postgres-17-linux-x64');

function folderOfPackage(name: string): string | null {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch {
    return null;
  }
}

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'steadyhand-record-'));
  if (process.getuid?.() === 0) await chmod(data, 0o711);
});
afterEach(() => rm(data, { recursive: true }));

/** What is said on standard error while the record is opened and its runs are listed. */
async function listRuns(): Promise<{ ids: string[]; said: string }> {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const record = await openRecord({ XDG_DATA_HOME: data, XDG_CACHE_HOME: cache });
    const runs = await record.store.listRuns();
    await record.close();
    return { ids: runs.map(({ id }) => id), said: stderr.mock.calls.map(([text]) => String(text)).join('') };
  } finally {
    stderr.mockRestore();
  }
}

describe('the record of this user', () => {
  test('is opened without a word', async () => {
    expect(await listRuns()).toEqual({ ids: [], said: '' });
    expect(await listRuns()).toEqual({ ids: [], said: '' });
  });

  test.skipIf(package17 === null)('is upgraded to the next major version of Postgres, and says so once', async () => {
    const folders = { dataFolder: join(data, 'steadyhand'), cacheFolder: join(cache, 'steadyhand') };
    const postgres = await openSharedPostgres({ ...folders, serverPackage: package17 ?? '' });
    const store = await openStore({ url: postgres.url });
    const runbook = { path: 'RUNBOOK.md', revision: 'r', text: '# Runbook\n' };
    const run = {
      procedureId: 'p',
      environment: 'e',
      mode: 'run',
      params: {},
      requestedBy: 'ann',
      settings: null,
    } as const;
    await store.createRun({ ...run, id: 'run-1', runbook });
    await store.close();
    await postgres.release();
    const { ids, said } = await listRuns();
    expect(ids).toEqual(['run-1']);
    expect(said).toMatch(/^The record goes from Postgres 17 to 18; what is in .*cluster-17\/data stays as it is\.\n/);
    expect(said).toMatch(/ of \d+: steadyhand\.run, 1 rows\n/);
    expect(said).toMatch(/The record is upgraded\. Its old data are kept in .*backup-17-\d{8}T\d{6}Z\.\n$/);
    expect(await listRuns()).toEqual({ ids: ['run-1'], said: '' });
  });
});
