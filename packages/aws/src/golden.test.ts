import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { startReplay } from './testing/exchanges.ts';
import { type Golden, runFake } from './testing/golden.ts';

const FOLDER = new URL('../fixtures/goldens/', import.meta.url);

describe.each(readdirSync(FOLDER))('%s', (file) => {
  const goldens = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Golden[];
  test.each(goldens.map((golden) => [golden.argv.join(' '), golden] as const))('aws %s', async (_, golden) => {
    const server = await startReplay(golden.exchanges);
    try {
      const ran = await runFake(golden.argv, server.url);
      expect(ran.stdout).toBe(golden.stdout);
      expect({ exitCode: ran.exitCode, stderr: ran.stderr.replace(/not recorded: .*/, '') }).toEqual({
        exitCode: golden.exitCode,
        stderr: golden.exitCode === 0 ? '' : expect.stringMatching(/\S/),
      });
    } finally {
      await server.close();
    }
  });
});
