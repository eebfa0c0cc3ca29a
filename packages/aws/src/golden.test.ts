import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BUNDLED_SERVICES } from './clients.ts';
import { startReplay } from './testing/exchanges.ts';
import { type Golden, runFake } from './testing/golden.ts';

const FIXTURES = new URL('../fixtures/', import.meta.url);
const FOLDER = new URL('goldens/', FIXTURES);
const read = <T>(path: string, folder: URL) => JSON.parse(readFileSync(new URL(path, folder), 'utf8')) as T;

const files = readdirSync(FOLDER).map((file) => ({ file, goldens: read<Golden[]>(file, FOLDER) }));

describe.each(files)('$file', ({ goldens }) => {
  test.each(goldens.map((golden) => [golden.argv.join(' '), golden] as const))('aws %s', async (_, golden) => {
    const server = await startReplay(golden.exchanges);
    try {
      const ran = await runFake(golden, server.url);
      expect(server.problems()).toEqual([]);
      expect(ran.stdout).toBe(golden.stdout);
      expect(ran.files).toEqual(golden.files ?? {});
      expect(ran.exitCode).toBe(golden.exitCode);
      if (golden.exitCode === 0) expect(ran.stderr).toBe('');
    } finally {
      await server.close();
    }
  });
});

interface Difference {
  argv: readonly string[];
  reason: string;
}

test('every bundled service is compared, and at least 98 of 100 commands print the same', () => {
  const same = files.flatMap(({ goldens }) => goldens.map(({ argv }) => argv[0]));
  const differences = ['moto', 'range'].flatMap((name) => read<Difference[]>(`${name}-differences.json`, FIXTURES));
  expect(BUNDLED_SERVICES.filter((service) => !same.includes(service))).toEqual([]);
  expect(same.length).toBeGreaterThan(500);
  expect(same.length / (same.length + differences.length)).toBeGreaterThan(0.98);
  expect(differences.filter(({ reason }) => reason === '')).toEqual([]);
});
