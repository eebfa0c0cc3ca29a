/** R7: a run that an earlier release recorded goes through again in this one. A release adds its own file, none is edited. */
import { readdirSync, readFileSync } from 'node:fs';
import type { CommandHandler, RunEvent } from '@steadyhand/contracts';
import { findProcedure, parseRunbook } from '@steadyhand/runbook';
import { expect, test } from 'vitest';
import { createMemoryJournal } from '../journal.ts';
import { runProcedure } from '../run.ts';
import { createWorldProgram, testRun, testTarget } from '../test-kit.ts';

interface History {
  markdown: string;
  environment: string;
  region: string;
  revision: string;
  events: RunEvent[];
}

const folder = new URL('../../fixtures/histories/', import.meta.url);
const histories = readdirSync(folder).map(
  (name) => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8'))] as const,
);

test.each(histories)('R7 %s', async (_name, history: History) => {
  const touched: string[] = [];
  const world: CommandHandler = {
    ...createWorldProgram(new Map()),
    run: async ({ argv }) => {
      touched.push(argv.join(' '));
      return { exitCode: 1, stdout: '', stderr: '' };
    },
  };
  const { options } = testRun({ markdown: history.markdown, procedure: 'backlog' });
  const handlers = new Map([...options.handlers, ['world', world] as const]);
  const runbook = parseRunbook(history.markdown, { grammars: new Map([['world', world.grammar]]) });
  const [first] = history.events;
  const journal = createMemoryJournal(() => undefined);
  for (const event of history.events) await journal.append(event);
  const report = await runProcedure({
    ...options,
    runId: first?.runId ?? '',
    earlier: history.events,
    runbook,
    source: { path: 'RUNBOOK.md', revision: history.revision },
    procedure: findProcedure(runbook, 'backlog'),
    target: { ...testTarget(), environment: history.environment, region: history.region },
    handlers,
    journal,
  });
  expect(touched).toEqual([]);
  const recorded = history.events.at(-1);
  expect(recorded?.type === 'run-finished' && report.state === recorded.state && report.note === recorded.note).toBe(
    true,
  );
  const fresh = (await journal.events()).slice(history.events.length).map(({ type }) => type);
  expect(fresh.filter((type) => type.startsWith('command'))).toEqual([]);
});
