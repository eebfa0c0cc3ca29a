/** The belt of reads, on a real range: a change that is taken for a read fails at AWS, and nothing has changed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAwsHandler } from '@steadyhand/aws';
import {
  type CommandHandler,
  defineStack,
  type Handlers,
  type Host,
  type RangeControl,
  type RunEvent,
  type Target,
} from '@steadyhand/contracts';
import { createMemoryJournal, type RunReport, runProcedure } from '@steadyhand/engine';
import { startRange } from '@steadyhand/range';
import { findProcedure, parseRunbook } from '@steadyhand/runbook';
import { afterAll, beforeAll, expect, test } from 'vitest';

const MINUTES = 120_000;
const stack = defineStack({
  project: 'belt',
  name: 'dev',
  region: 'us-east-1',
  cluster: { id: 'cluster', name: 'belt' },
  services: [],
  loadBalancers: [],
  targetGroups: [],
  databases: [],
  caches: [],
  queues: [{ id: 'jobs', name: 'jobs' }],
  secrets: [],
  dependencies: [],
  alarms: [],
  outputs: {},
});

let stateFolder = '';
let range: RangeControl;

beforeAll(async () => {
  stateFolder = await mkdtemp(join(tmpdir(), 'read-role-'));
  const cacheFolder = join(stateFolder, 'cache');
  const start = { name: 'belt', system: 'belt', systemFolder: stateFolder, stack, speed: 1, stateFolder, cacheFolder };
  range = await startRange(start);
}, MINUTES);

afterAll(async () => {
  await range.stop();
  await rm(stateFolder, { recursive: true, force: true });
});

const URL = '$(aws sqs get-queue-url --queue-name jobs --query QueueUrl --output text)';
const MARKDOWN = `# Jobs

## Fill

### Resolution

\`\`\`bash
aws sqs send-message --queue-url "${URL}" --message-body one
\`\`\`

## Empty

### Resolution

\`\`\`bash
aws sqs purge-queue --queue-url "${URL}"
\`\`\`

## Look

### Investigation

\`\`\`bash
aws sqs get-queue-attributes --queue-url "${URL}" --attribute-names ApproximateNumberOfMessages --query 'Attributes.ApproximateNumberOfMessages' --output text
\`\`\`
`;

interface Ran {
  report: RunReport;
  events: RunEvent[];
}

interface Given {
  handler?: CommandHandler;
  roles?: Target['roles'];
}

async function run(procedure: string, { handler = createAwsHandler(), roles }: Given): Promise<Ran> {
  const handlers: Handlers = new Map([['aws', handler]]);
  const runbook = parseRunbook(MARKDOWN, { grammars: new Map([['aws', handler.grammar]]) });
  const { account, region, endpoint, credentials } = range.description;
  const target: Target = {
    ...{ environment: 'range', kind: 'range', protection: 'open', account, region, endpoint, credentials, outputs: {} },
    ...(roles && { roles }),
    resolve: (host, port) => ({ host, port }),
  };
  const host: Host = { clock: range.clock, newId: () => 'id', notify: () => undefined, ask: async () => null };
  const events: RunEvent[] = [];
  const report = await runProcedure({
    ...{ runId: 'run-1', earlier: [], runKey: new Uint8Array(32), runbook, handlers, target, host },
    ...{ source: { path: 'RUNBOOK.md', revision: '1' }, procedure: findProcedure(runbook, procedure), system: null },
    ...{ clock: range.clock, params: {}, mode: 'run', readOnly: false, phases: null, shared: null, env: {} },
    requester: { name: 'ada', source: 'login' },
    grants: { effects: ['change', 'destroy'], by: 'test' },
    journal: createMemoryJournal((event) => events.push(event)),
    workingFolder: null,
    signal: new AbortController().signal,
    onOutput: () => undefined,
  });
  return { report, events };
}

/** The real handler under a judgement that takes everything for a read. */
function misjudging(): CommandHandler {
  const handler = createAwsHandler();
  const analyse: CommandHandler['grammar']['analyse'] = (call) => ({
    ...handler.grammar.analyse(call),
    effect: 'read',
  });
  return { ...handler, grammar: { ...handler.grammar, analyse } };
}

const READ = 'arn:aws:iam::000000000000:role/steadyhand-read';

function outcomes(events: readonly RunEvent[]) {
  return events.filter((event) => event.type === 'command-outcome');
}

async function depth(): Promise<string | undefined> {
  const { events } = await run('look', {});
  return outcomes(events).at(-1)?.stdout.trim();
}

test('reads and changes of a run do what they do, with a read role', async () => {
  const before = Number(await depth());
  const { report, events } = await run('fill', { roles: { read: READ } });
  expect(outcomes(events).map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual([
    [0, ''],
    [0, ''],
  ]);
  expect(report.state).toBe('done');
  expect(Number(await depth())).toBe(before + 1);
});

test('a change that is taken for a read is denied, and nothing has changed', async () => {
  await run('fill', {});
  const before = await depth();
  const { report, events } = await run('empty', { handler: misjudging(), roles: { read: READ } });
  const last = outcomes(events).at(-1);
  expect(last).toMatchObject({ exitCode: 254, state: 'done' });
  expect(last?.stderr).toMatch(/AccessDenied.* when calling the PurgeQueue operation/);
  expect(last?.stderr).toContain(`was made as ${READ} under a session policy that cannot write`);
  expect(report.state).not.toBe('done');
  expect(await depth()).toBe(before);
});

test('without a read role the same misjudgement does its damage', async () => {
  await run('fill', {});
  const { report } = await run('empty', { handler: misjudging() });
  expect(report.state).toBe('done');
  expect(await depth()).toBe('0');
});

test('a read role that cannot be assumed stops the run before its first command', async () => {
  const role = 'arn:aws:iam::999999999999:role/steadyhand-read';
  const events: RunEvent[] = [];
  const ran = run('look', { roles: { read: role } }).then((result) => events.push(...result.events));
  await expect(ran).rejects.toMatchObject({ code: 'ROLE_NOT_ASSUMED', exitCode: 3, state: 'Nothing was changed.' });
  expect(events).toEqual([]);
});
