import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processStart } from '@steadyhand/postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { findFaketime } from '../postgres/faketime.ts';
import { foldersOf } from '../state/folders.ts';
import { sweep } from '../state/sweep.ts';
import { until } from '../testing/fixture-range.ts';
import { createProcesses } from './processes.ts';

const cacheFolder = fileURLToPath(new URL('../../../../node_modules/.cache/steadyhand', import.meta.url));
const library = await findFaketime(cacheFolder, process.env.PATH ?? '');
const stateFolder = mkdtempSync(join(tmpdir(), 'processes-test-'));

afterAll(() => rmSync(stateFolder, { recursive: true, force: true }));

describe.skipIf(library === null)('what libfaketime leaves of a program (skipped where it is not to be had)', () => {
  const env = { PATH: '/usr/bin:/bin', LD_PRELOAD: library ?? '', FAKETIME: '+0.000 x20' };
  const args = ['-c', 'echo ready; sleep 60; true'];

  function sharedMemory(pid: number | undefined): boolean[] {
    return [`/dev/shm/faketime_shm_${pid}`, `/dev/shm/sem.faketime_sem_${pid}`].map((path) => existsSync(path));
  }

  test('goes when it ends', async () => {
    const processes = createProcesses(join(stateFolder, 'records'));
    const program = await processes.start({ part: 'shell', command: '/bin/sh', args, cwd: '/', env });
    await until(
      async () => program.tail(),
      (tail) => tail === 'ready',
    );
    expect(sharedMemory(program.pid)).toEqual([true, true]);
    await processes.endAll();
    expect(sharedMemory(program.pid)).toEqual([false, false]);
  });

  test('is swept when its range was killed', async () => {
    const dead = { pid: 2 ** 22 + 1, processStart: 'never' };
    const { owner, processes } = foldersOf(stateFolder, 'killed');
    mkdirSync(processes, { recursive: true });
    writeFileSync(owner, JSON.stringify({ ...dead, startedAt: '', folder: join(stateFolder, 'gone') }));
    const child = spawn('/bin/sh', args, { env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const pid = child.pid ?? 0;
    writeFileSync(join(processes, `${pid}.json`), JSON.stringify({ pid, processStart: processStart(pid) }));
    expect(sharedMemory(pid)).toEqual([true, true]);
    expect(await sweep(stateFolder)).toEqual(['killed']);
    expect(sharedMemory(pid)).toEqual([false, false]);
  });
});
