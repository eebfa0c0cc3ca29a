import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { programBuilder } from './build.ts';

let folder: string;
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const build = () => programBuilder(join(folder, 'cache'))(join(folder, 'main.ts'));
const load = async (file: string) => (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { text: string };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'range-build-'));
  write('main.ts', "export { text } from './text.ts';");
  write('text.ts', "export const text: string = 'one';");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a program is built again when a file that it imports changes, and only then', async () => {
  const first = await build();
  expect((await load(first)).text).toBe('one');
  utimesSync(first, 1, 1);
  expect(await build()).toBe(first);
  expect(statSync(first).mtimeMs).toBe(1000);
  write('text.ts', "export const text: string = 'two';");
  expect((await load(await build())).text).toBe('two');
});

test('a program that does not compile is refused with the compiler’s words', async () => {
  write('text.ts', 'export const text = ;');
  await expect(build()).rejects.toMatchObject({
    code: 'RANGE_START_FAILED',
    params: { reason: expect.stringContaining('Unexpected ";"') },
  });
});
