import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import type { Golden } from '../../packages/aws/src/testing/golden.ts';
import type { Difference } from './cases.ts';

/** A file a service, and one of the differences; those of the other world stay. */
export async function writeGoldens(
  folder: URL,
  { name, goldens, differences }: { name: string; goldens: readonly Golden[]; differences: readonly Difference[] },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of await readdir(folder)) if (file.startsWith(`${name}-`)) await rm(new URL(file, folder));
  for (const service of new Set(goldens.map(({ argv }) => argv[0] ?? ''))) {
    const group = goldens.filter(({ argv }) => argv[0] === service);
    await writeFile(new URL(`${name}-${service}.json`, folder), `${JSON.stringify(group, null, 1)}\n`);
  }
  await writeFile(new URL(`../${name}-differences.json`, folder), `${JSON.stringify(differences, null, 1)}\n`);
}
