import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHistory } from './history.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'history-'));
});
afterEach(() => rm(folder, { recursive: true }));

const holdsSecret = (line: string): boolean => line.includes('hunter2');

test('what was typed is there the next time, for this user alone, without lines that hold a secret', async () => {
  const file = join(folder, 'state', 'sh-history');
  const history = await openHistory(file);
  history.lines.unshift('export PW=hunter2', 'echo a');
  await history.keep('echo a', holdsSecret);
  await history.keep('for i in 1; do\n  echo b\ndone', holdsSecret);
  await history.keep('export PW=hunter2', holdsSecret);
  await history.keep('   ', holdsSecret);
  expect(history.lines).toEqual(['echo a']);
  expect(await readFile(file, 'utf8')).toBe('echo a\nfor i in 1; do\n  echo b\ndone\n');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await openHistory(file)).lines.slice(0, 2)).toEqual(['done', '  echo b']);
});

test('the file does not grow without end', async () => {
  const file = join(folder, 'sh-history');
  await writeFile(file, Array.from({ length: 2500 }, (_, i) => `echo ${i}\n`).join(''));
  const { lines } = await openHistory(file);
  expect([lines.length, lines[0]]).toEqual([1000, 'echo 2499']);
  expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(1001);
});
