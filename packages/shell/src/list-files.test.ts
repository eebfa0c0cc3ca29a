import { InMemoryFs } from 'just-bash';
import { expect, test } from 'vitest';
import { listFiles } from './list-files.ts';

test('the files of a folder and of those in it, with their sizes', async () => {
  const fs = new InMemoryFs();
  await fs.mkdir('/w/docs/empty', { recursive: true });
  await fs.writeFile('/w/docs/a.md', 'one');
  await fs.mkdir('/w/docs/deep', { recursive: true });
  await fs.writeFile('/w/docs/deep/b.md', 'four');
  const files = (await listFiles(fs, '/w/docs')) ?? [];
  expect(files.map(({ path, bytes }) => [path, bytes]).sort()).toEqual([
    ['a.md', 3],
    ['deep/b.md', 4],
  ]);
  expect(await listFiles(fs, '/w/docs/a.md')).toBeNull();
  expect(await listFiles(fs, '/w/nothing')).toBeNull();
});
