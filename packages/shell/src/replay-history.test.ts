/** R7: what earlier releases recorded replays in this one. A release adds its own file to fixtures/, none is edited. */
import { readdirSync, readFileSync } from 'node:fs';
import { type RunEvent, RunEventSchema } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import type { BlockResult } from './session-types.ts';
import { handlerOf } from './test-kit.ts';
import { live, untouchable } from './test-world.ts';

interface History {
  blocks: string[];
  events: RunEvent[];
  results: Omit<BlockResult, 'skipped'>[];
}

const folder = new URL('../fixtures/', import.meta.url);
const histories = readdirSync(folder)
  .filter((name) => /^history-.*\.json$/.test(name))
  .flatMap((name) => {
    const modes: Record<string, History> = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
    return Object.entries(modes).map(([mode, history]) => [name, mode, history] as const);
  });

test.each(histories)('R7 %s, %s', async (_name, _mode, { blocks, events, results }) => {
  const kept = events.map((event) => RunEventSchema.parse(event));
  const asked: string[] = [];
  const world = handlerOf('world', async ({ argv }) => {
    asked.push(argv.join(' '));
    return { exitCode: 0, stdout: 's3cr3t-value\n', stderr: '', secrets: ['s3cr3t-value'] };
  });
  const life = await live({ handlers: [world, ...untouchable(['date'])], blocks, kept });
  expect(life.error).toBeNull();
  // What later releases add to a result.
  expect(life.results).toEqual(results.map((result) => ({ skipped: null, ...result })));
  expect(asked).toEqual(['show password']);
  expect([life.opened.requests, kept.length]).toEqual([[], events.length]);
});
