import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withFolderLock } from './folder-lock.ts';
import { identityOf } from './process-start.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steadyhand-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a folder lock', () => {
  test('L2 lets one in at a time, and everybody in the end', async () => {
    let inside = 0;
    const most: number[] = [];
    const visit = () =>
      withFolderLock(folder, async () => {
        inside += 1;
        for (let turns = 0; turns < 5; turns++) await turn();
        most.push(inside);
        inside -= 1;
      });
    await Promise.all(Array.from({ length: 40 }, visit));
    expect(most).toEqual(Array.from({ length: 40 }, () => 1));
  });

  test('L1 is free after an action that fails', async () => {
    await expect(withFolderLock(folder, () => Promise.reject(new RangeError('no')))).rejects.toThrow('no');
    expect(await withFolderLock(folder, async () => 'in')).toBe('in');
  });

  test('L1 is free when its holder is dead, its pid taken by another, or its file cut short', async () => {
    const own = identityOf(process.pid);
    for (const [index, left] of [
      `{"pid":4194304,"processStart":"1.00"}`,
      JSON.stringify({ ...own, processStart: '0' }),
      '{"pi',
    ].entries()) {
      await writeFile(join(folder, `lock-${100 * (index + 1)}`), left);
      expect(await withFolderLock(folder, async () => 'in')).toBe('in');
    }
  });

  test('L3 keeps few files', async () => {
    for (let times = 0; times < 40; times++) await withFolderLock(folder, async () => {});
    const names = await readdir(folder);
    expect(names).toContain('lock-40');
    expect(names.length).toBeLessThanOrEqual(16);
  });

  test('L4 is waited for as long as its holder works, and who waits hears for whom', async () => {
    const pace = { beatMs: 20, patienceMs: 400, toldAfterMs: 0 };
    const told: number[] = [];
    let work = () => {};
    const working = new Promise<void>((resolve) => {
      work = resolve;
    });
    const holder = withFolderLock(folder, () => working, { pace });
    while (!(await readdir(folder)).includes('lock-1')) await turn();
    const waiter = withFolderLock(folder, async () => 'in', { pace, onWait: (pid) => told.push(pid) });
    // Each beat is a byte, so this is well past the patience.
    const { size } = await stat(join(folder, 'lock-1'));
    while ((await stat(join(folder, 'lock-1'))).size < size + 40) await turn();
    expect(told).toEqual([process.pid]);
    work();
    await holder;
    expect(await waiter).toBe('in');
  });

  test('L4 is given up when its holder hangs', async () => {
    await writeFile(join(folder, 'lock-1'), JSON.stringify(identityOf(process.pid)));
    const pace = { beatMs: 20, patienceMs: 200, toldAfterMs: 1000 };
    await expect(withFolderLock(folder, async () => 'in', { pace })).rejects.toMatchObject({
      code: 'POSTGRES_START_FAILED',
      message: expect.stringContaining(`process ${process.pid} holds the lock of ${folder} and has done nothing`),
    });
    expect(await readdir(folder)).toEqual(['lock-1']);
  });
});
