/** One run of the runbook with twelve commands, from its start to its end, by whichever processes. */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type ErrorCode,
  type Identity,
  type Message,
  type Question,
  SteadyError,
  type System,
  SystemSchema,
} from '@steadyhand/contracts';
import { carryOut, FINAL_STATUSES, type LifeOptions, type Run, type Store, signMessage } from '@steadyhand/engine';
import { prepareRun } from '../../packages/cli/src/prepare-run.ts';
import type { ResolvedEnvironment } from '../../packages/cli/src/target.ts';
import { wallClock } from '../../packages/cli/src/wall-clock.ts';
import type { Happened, Queues, RangeWorld } from './range-world.ts';

export const RUNBOOK = new URL('./fixtures/stuck-jobs.md', import.meta.url);
const PROCEDURE = 'jobs-wait-too-long';

/** Everything that another process needs to go on. */
export interface RunCase {
  runId: string;
  ticket: string;
  queues: Queues;
  /** Of the second person, in PEM. */
  approverKey: string;
}

export interface Keys {
  publicKey: string;
  privateKey: string;
}

const ANN: Identity = { name: 'ann', source: 'login' };
const BEN: Identity = { name: 'ben', source: 'key' };

/** What ann may do alone is granted beforehand; one more worker is too many for that, and ben's to approve with his key. */
export function systemOf({ publicKey }: Keys): System {
  return SystemSchema.parse({
    system: 'realtime-chat',
    people: { ann: { role: 'responder' }, ben: { role: 'approver', key: publicKey } },
    environments: {
      range: {
        kind: 'range',
        policy: { reveal: 'run' },
        limits: { desiredCountFactor: 1, desiredCountStep: 0, changesPerHour: 1_000_000 },
      },
    },
    parameters: {
      CLUSTER: { output: 'ecsClusterName' },
      API_SERVICE: { output: 'apiServiceName' },
      WORKERS_SERVICE: { output: 'workersServiceName' },
      SECRET_ARN: { output: 'databaseUrlSecretArn' },
    },
  });
}

/** Makes the world as it was, and keeps a run of it. */
export async function startCase(store: Store, world: RangeWorld, keys: Keys): Promise<RunCase> {
  const runId = randomUUID();
  const ticket = `jobs-${runId.slice(0, 8)}`;
  const queues = await world.prepare(ticket);
  const text = readFileSync(RUNBOOK, 'utf8');
  await store.createRun({
    id: runId,
    runbook: { path: 'stuck-jobs.md', revision: createHash('sha256').update(text).digest('hex'), text },
    procedureId: PROCEDURE,
    environment: 'range',
    mode: 'run',
    params: {
      TICKET: ticket,
      QUEUE_URL: queues.queueUrl,
      QUEUE_ARN: queues.queueArn,
      DLQ_URL: queues.dlqUrl,
      DLQ_ARN: queues.dlqArn,
    },
    requestedBy: ANN.name,
    settings: { system: systemOf(keys), grants: ['change'], readOnly: false, requester: ANN, phases: null },
  });
  return { runId, ticket, queues, approverKey: keys.privateKey };
}

export interface Driving {
  store: Store;
  world: RangeWorld;
  where: ResolvedEnvironment;
  life?: Partial<LifeOptions>;
  /** Called when the database failed; the run is then taken up again, as a worker does. Without it, it stays down. */
  onDatabaseFailure?(): Promise<void>;
}

/** Between two attempts to claim a run whose holder's lease is not over. */
const POLL_MS = 50;
/** Many more than any run needs; one that never ends must not hang its test. */
const TURNS_MAX = 400;

/** Carries a run on until it has ended, and answers what it asks; gives the run. */
export async function driveToEnd(driving: Driving, runCase: RunCase): Promise<Run> {
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const run = await oneTurn(driving, runCase).catch(async (error: unknown) => {
      if (!isA(error, 'DATABASE_FAILED') || !driving.onDatabaseFailure) throw error;
      await driving.onDatabaseFailure();
    });
    if (run && FINAL_STATUSES.some((status) => status === run.status)) return run;
  }
  throw new Error(`run ${runCase.runId} did not end`);
}

/** Does what the run waits for, and lives one of its lives; gives the run as it was before. */
async function oneTurn(driving: Driving, runCase: RunCase): Promise<Run> {
  const run = await driving.store.run(runCase.runId);
  if (FINAL_STATUSES.some((status) => status === run.status)) return run;
  if (run.status === 'waiting' && run.wakeAt !== null) await sleepUntil(run.wakeAt);
  else if (run.status === 'waiting') await answer(driving, runCase, run.waitingFor as Question);
  await carryOut(lifeOptions(driving), runCase.runId).catch(async (error: unknown) => {
    if (!isA(error, 'RUN_NOT_RESUMABLE')) throw error;
    await wait(POLL_MS);
  });
  return run;
}

/** No sleep of the runbook takes longer. */
const SLEEP_MS_MAX = 10_000;

async function sleepUntil(wakeAt: number): Promise<void> {
  const left = wakeAt - wallClock.now();
  if (left > SLEEP_MS_MAX) throw new Error(`the run would sleep for ${(left / 1000).toFixed(0)} s more`);
  await wait(Math.max(0, left));
}

function isA(error: unknown, code: ErrorCode): boolean {
  return error instanceof SteadyError && error.code === code;
}

/** Nobody sits at the host; short leases, and a sleep leaves the process. */
export function lifeOptions({ store, where, life }: Driving): LifeOptions {
  return {
    store,
    runKey: async () => new Uint8Array(32),
    worker: `${process.pid}/${randomUUID()}`,
    environments: ['range'],
    prepare: (run) => prepareRun(run, { where, onOutput: () => undefined }),
    host: { clock: wallClock, newId: () => randomUUID(), notify: () => undefined, ask: async () => null },
    parkSleepsMs: 5000,
    leaseMs: 3000,
    signal: new AbortController().signal,
    ...life,
  };
}

async function answer({ store, world }: Driving, { runId, ticket, queues, approverKey }: RunCase, question: Question) {
  const value = question.kind === 'unknown' ? truth(question.command, await world.happened(ticket, queues)) : 'approve';
  const digest = question.kind === 'approval' ? question.digest : null;
  const message: Omit<Message, 'signature'> = {
    id: randomUUID(),
    runId,
    order: { kind: 'answer', questionId: question.id, digest, value, reason: 'I have looked' },
    by: BEN,
    sentAt: wallClock.now(),
  };
  await store.send(signMessage(message, approverKey));
}

/** What whoever looks at the range says of a change whose outcome is not known. */
function truth(command: string, { added, rows, sent, moveTasks }: Happened): string {
  const counts: [string, number][] = [
    ['update-service', added],
    ['psql', rows],
    ['send-message', sent],
    ['start-message-move-task', moveTasks],
  ];
  const count = counts.find(([part]) => command.includes(part))?.[1];
  if (count === undefined) throw new Error(`nobody asked this before: ${command}`);
  return count > 0 ? 'it was done' : 'run it again';
}
