/** Secrets go into a run in every way there is, and come out of none of its sinks. */
import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import type { AskRequest, CommandHandler, Effect, RunEvent } from '@steadyhand/contracts';
import { findProcedure, parseRunbook } from '@steadyhand/runbook';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ANN, live, startRun, systemOf, type World } from './lives/testing-lives.ts';
import { printProcedure } from './print/print-procedure.ts';
import { artifactsOf } from './report/artifacts-of.ts';
import { corrections } from './report/corrections.ts';
import { postmortem } from './report/postmortem/postmortem.ts';
import { timelineOf } from './report/timeline.ts';
import type { Store } from './store/store.ts';
import { startTestDatabase, type TestDatabase } from './store/testing-store.ts';
import { createIdentityProgram, createWorldProgram } from './test-kit.ts';
import { orderWithoutSecrets } from './typed-words.ts';

let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await startTestDatabase();
  store = await database.openStore();
}, 60_000);
afterAll(() => database.end());

const MARKDOWN = `# Runbook

## Incidents

### Backlog

#### Investigation

\`\`\`bash
P=$(vault show token)
\`\`\`

\`\`\`bash
vault show token
\`\`\`

\`\`\`bash
vault log "$P"
\`\`\`

\`\`\`bash
echo "$P" | tee kept.txt
vault fail "$P"
\`\`\`

#### Resolution

\`\`\`bash
world set "$P" 5
\`\`\`

\`\`\`bash
vault boom "$P"
\`\`\`
`;

const EFFECTS: Readonly<Record<string, Effect>> = { show: 'reveal', log: 'read', fail: 'read', boom: 'read' };

interface Secrets {
  /** Known because a command revealed it. */
  revealed: string;
  /** Known by its shape alone. */
  shaped: string;
  /** Where live output is cut. */
  cut: number;
}

function vault({ revealed, shaped, cut }: Secrets): CommandHandler {
  return {
    version: 'vault@1',
    grammar: {
      program: 'vault',
      summary: 'Keeps secrets.',
      examples: ['vault show token'],
      analyse: ({ argv: [verb = '', name = ''] }) => ({
        ...{ effect: EFFECTS[verb] ?? 'unknown', operation: verb, reason: `vault ${verb}`, arguments: [] },
        resources: [{ type: 'vault:secret', id: verb === 'show' ? name : 'x' }],
      }),
    },
    readsStdin: () => false,
    async run({ argv: [verb = '', word = ''] }, { live: show }) {
      if (verb === 'boom') throw new TypeError(`cannot reach ${word} with ${shaped}`);
      const stdout = verb === 'show' ? `${revealed}\n` : `a ${word} b\nkey ${shaped} end\n`;
      show(stdout.slice(0, cut % stdout.length));
      show(stdout.slice(cut % stdout.length));
      return { exitCode: verb === 'fail' ? 1 : 0, stdout, stderr: `said ${word} and ${shaped}\n` };
    },
  };
}

const core = fc.stringMatching(/^[A-Za-z0-9]{36}$/);
const SHAPED = fc.oneof(
  core.map((text) => ({ text: `ghp_${text}`, core: text })),
  core.map((text) => ({ text: `postgres://app:${text}@db:5432/x`, core: text })),
  core.map((text) => ({ text: `-----BEGIN PRIVATE KEY-----\n${text}\n-----END PRIVATE KEY-----`, core: text })),
  core.map((text) => ({ text: `Authorization: Bearer ${text}`, core: text })),
);
const REVEALED = fc.stringMatching(/^[A-Za-z0-9"$\\!/+=]{8,24}$/).filter((text) => !'[secret]'.includes(text));

test('no sink of a run has a secret', { timeout: 180_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(REVEALED, SHAPED, fc.nat(200), async (revealed, shaped, cut) => {
      const sinks = await runWith({ revealed, shaped: shaped.text, cut });
      const leaks = [...textsOf(sinks)].filter(([, text]) => text.includes(revealed) || text.includes(shaped.core));
      expect(leaks).toEqual([]);
      // That it went through everything: nothing else would show that nothing was in the way.
      expect(sinks.events.map(({ type }) => type)).toEqual(expect.arrayContaining(['artifact', 'note', 'approval']));
      expect(JSON.stringify(sinks.output)).toContain('[secret]');
      expect(sinks.report).toMatchObject({ state: 'failed', note: expect.stringContaining('cannot reach [secret]') });
      expect(sinks.asked.map((request) => request.kind === 'approval' && request.effect)).toContain('change');
    }),
    { seed: 11, numRuns: 12 },
  );
});

async function runWith(secrets: Secrets) {
  const programs = [vault(secrets)];
  const world: World = { store, state: new Map(), markdown: MARKDOWN, region: randomUUID(), programs };
  const run = await startRun(world);
  const asked: AskRequest[] = [];
  const notified: RunEvent[] = [];
  const output: unknown[] = [];
  const grammars = [...programs, createWorldProgram(new Map()), createIdentityProgram()].map(({ grammar }) => grammar);
  const runbook = parseRunbook(MARKDOWN, { grammars: new Map(grammars.map((one) => [one.program, one])) });
  const note = orderWithoutSecrets({ kind: 'note', text: `it was ${secrets.shaped}`, stepId: null });
  await store.send({ id: randomUUID(), runId: run.id, order: note, by: ANN, sentAt: Date.now(), signature: null });
  const report = await live(world, run, {
    onOutput: (chunk) => output.push(chunk),
    notify: (event) => notified.push(event),
    answer: async (request) => {
      asked.push(request);
      const value = request.kind === 'approval' ? 'approve' : (request.choices.at(-1) ?? 'stop');
      // Before it was revealed, nobody could know it for a secret.
      const known = request.kind === 'approval' && request.effect === 'reveal' ? '' : secrets.revealed;
      return { value, by: ANN, reason: `since ${secrets.shaped} and ${known}` };
    },
  });
  const events = await store.events(run.id);
  const procedure = findProcedure(runbook, 'backlog');
  const judge = () => ({ effect: 'read' as const, reason: '' });
  return {
    ...{ asked, notified, output, report, events, system: systemOf(run) },
    ...{ row: await store.run(run.id), messages: await store.messages(run.id), export: await store.exportRun(run.id) },
    files: events.flatMap((event) =>
      'data' in event && event.data ? [Buffer.from(event.data, 'base64').toString()] : [],
    ),
    artifacts: artifactsOf(events),
    timeline: timelineOf(events),
    postmortem: postmortem({ events, runbook, procedure }),
    corrections: corrections({ events, text: MARKDOWN, path: 'RUNBOOK.md', runbook, procedure }),
    print: printProcedure({
      ...{ runbook, procedure, source: { path: 'RUNBOOK.md', revision: '1' }, commandBindings: new Map(), judge },
      values: new Map([
        ['DB_PASSWORD', secrets.revealed],
        ['P', secrets.shaped],
      ]),
      environment: { name: 'test', account: null, region: null },
    }),
  };
}

function* textsOf(value: unknown, path = ''): Generator<[string, string]> {
  if (typeof value === 'string') yield [path, value];
  else if (value instanceof Uint8Array) yield [path, Buffer.from(value).toString('utf8')];
  else if (value instanceof Error) yield [path, inspect(value, { showHidden: true, depth: 9 })];
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) yield* textsOf(inner, `${path}.${name}`);
}
