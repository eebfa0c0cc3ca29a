import { execFileSync, spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const STEADY = join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'steady.js');

test('Ctrl-C in the middle of a drill ends everything that it started', async () => {
  const folder = await mkdtemp(join(tmpdir(), 's-'));
  // Under root, the range's Postgres runs as another user.
  await chmod(folder, 0o755);
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, TMPDIR: folder, XDG_STATE_HOME: join(folder, 'state') };
  const drill = spawn(process.execPath, [STEADY, 'drill', 'realtime-chat/queue-backlog'], { env });
  let shown = '';
  drill.stdout.on('data', (chunk: Buffer) => {
    if (!shown.includes('requests of traffic') && `${shown}${chunk}`.includes('requests of traffic'))
      drill.kill('SIGINT');
    shown += chunk;
  });
  drill.stderr.on('data', (chunk: Buffer) => {
    shown += chunk;
  });
  const code = await new Promise((resolve) => drill.on('exit', resolve));
  expect(shown).toContain('INTERRUPTED');
  expect(code).toBe(130);
  expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(folder);
  expect(await readdir(join(folder, 'state', 'steadyhand', 'ranges'))).toEqual([]);
  expect((await readdir(folder)).filter((name) => name.startsWith('steady-range'))).toEqual([]);
  await rm(folder, { recursive: true });
}, 120_000);
