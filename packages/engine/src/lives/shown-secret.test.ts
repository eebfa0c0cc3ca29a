import { randomUUID } from 'node:crypto';
import type { Answer, AskRequest, CommandHandler, Identity, Message, RunEvent } from '@steadyhand/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../store/store.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing-store.ts';
import { ANN, BEN, live, openQuestion, reply, startRun, TWO_CHANGES, type World } from './testing-lives.ts';

let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await startTestDatabase();
  store = await database.openStore();
}, 60_000);
afterAll(() => database.end());

const VALUE = 'correct-horse-battery';
const vault: CommandHandler = {
  version: 'vault@1',
  grammar: {
    program: 'vault',
    summary: 'Keeps one secret.',
    examples: ['vault show'],
    analyse: () => ({ effect: 'reveal', operation: 'show', reason: 'it shows a secret', resources: [], arguments: [] }),
  },
  readsStdin: () => false,
  run: async (_call, { live: show }) => {
    show(`${VALUE}\n`);
    return { exitCode: 0, stdout: `${VALUE}\n`, stderr: '' };
  },
};

const MARKDOWN = TWO_CHANGES.replace('world set workers 6', 'vault show').replace('world set rest 5', 'world get rest');
const people = { ann: { role: 'approver' }, ben: { role: 'responder' } };

function world(): World {
  return { store, state: new Map(), markdown: MARKDOWN, region: randomUUID(), people, programs: [vault] };
}

/** Somebody at the terminal who answers with a message of their own, as the terminal does. */
function at(by: Identity, ...values: string[]) {
  const asked: AskRequest[] = [];
  const answer = async (request: AskRequest): Promise<Answer | null> => {
    asked.push(request);
    const value = values.shift();
    if (value === undefined) return null;
    const digest = request.kind === 'approval' ? request.digest : null;
    const order = { kind: 'answer', questionId: request.id, digest, value, reason: '' } as const;
    const { runId } = request;
    const message: Message = { id: randomUUID(), runId, order, by, sentAt: Date.now(), signature: null };
    return { value, by, message };
  };
  return { asked, answer };
}

function ofType<T extends RunEvent['type']>(events: readonly RunEvent[], type: T) {
  return events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);
}

async function everything(runId: string): Promise<string> {
  return JSON.stringify([await store.exportRun(runId), await store.events(runId), await store.messages(runId)]);
}

test('an approver at the terminal is shown it once, and the record says so without it', async () => {
  const here = world();
  const run = await startRun(here);
  const shown: string[] = [];
  const output: string[] = [];
  const report = await live(here, run, {
    answer: at(ANN, 'show').answer,
    showOnce: (secret) => shown.push(secret),
    onOutput: ({ text }) => output.push(text),
  });
  const events = await store.events(run.id);
  expect(report.state).toBe('done');
  expect(shown).toEqual([`${VALUE}\n`]);
  expect(ofType(events, 'secret-shown')).toMatchObject([{ by: 'ann', command: 'vault show', seq: 0 }]);
  expect(ofType(events, 'approval')).toMatchObject([{ choice: 'approve', granted: true, by: 'ann' }]);
  expect(output.join('')).toContain('[secret]');
  expect(JSON.stringify([report, output, await everything(run.id)])).not.toContain(VALUE);
});

test('who only approves is not shown it', async () => {
  const here = world();
  const run = await startRun(here);
  const shown: string[] = [];
  await live(here, run, { answer: at(ANN, 'approve').answer, showOnce: (secret) => shown.push(secret) });
  expect(shown).toEqual([]);
  expect(ofType(await store.events(run.id), 'secret-shown')).toEqual([]);
});

describe('it is refused, with its code,', () => {
  test('to a responder, who may approve the command all the same', async () => {
    const here = world();
    const run = await startRun(here);
    const shown: string[] = [];
    const report = await live(here, run, {
      answer: at(BEN, 'show', 'approve').answer,
      showOnce: (secret) => shown.push(secret),
    });
    const [rejected] = ofType(await store.events(run.id), 'message-rejected');
    expect(rejected?.reason).toMatch(/^SECRET_NOT_SHOWN .*ben is responder, and it takes at least approver/);
    expect([report.state, shown]).toEqual(['done', []]);
  });

  test('by message from elsewhere, though a terminal had offered it', async () => {
    const here = world();
    const run = await startRun(here);
    const shown: string[] = [];
    const { answer, asked } = at(ANN);
    const changes = { answer, showOnce: (secret: string) => void shown.push(secret) };
    await live(here, run, changes);
    expect(asked[0]?.choices).toContain('show');
    await reply(here, run, { value: 'show', by: ANN });
    expect(await live(here, run, changes)).toMatchObject({ state: 'waiting' });
    const [rejected] = ofType(await store.events(run.id), 'message-rejected');
    expect(rejected?.reason).toContain('SECRET_NOT_SHOWN The secret is not shown: it is shown at the terminal');
    expect(shown).toEqual([]);
  });
});

test('where nobody sits, it is not offered', async () => {
  const here = world();
  const run = await startRun(here);
  await live(here, run);
  expect(await openQuestion(here, run)).toMatchObject({ choices: ['approve', 'refuse', 'skip', 'edit'] });
});
