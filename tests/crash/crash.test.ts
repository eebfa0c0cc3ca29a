/**
 * A run of twelve commands whose worker dies, stands still, loses its database or has another clock: whoever takes it over
 * brings it to its end, each of its four changes happens once, and its record verifies. `npm run test:crash` kills the
 * worker at every point of the journal.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Clock } from '@steadyhand/contracts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { wallClock } from '../../packages/cli/src/wall-clock.ts';
import { type CommandLine, openCommandLine } from './command-line.ts';
import { type CrashSite, startCrashSite } from './crash-site.ts';
import { describeEvent, type JournalPoint, watchPoint } from './journal-point.ts';
import { killAt } from './kill-at.ts';
import { DONE } from './range-world.ts';
import { driveToEnd, lifeOptions, type RunCase } from './run-case.ts';

const TIMEOUT_MS = 90_000;

let site: CrashSite;

beforeAll(async () => {
  site = await startCrashSite();
}, 120_000);
afterAll(() => site?.end());

async function expectOnce({ runId, ticket, queues }: RunCase): Promise<void> {
  expect(await site.world.happened(ticket, queues)).toEqual(DONE);
  expect(await site.store.verifyRun(runId)).toMatchObject({ ok: true });
}

/** What was made of the change that had no outcome stands last. */
const POINTS: readonly [what: string, when: JournalPoint['when'], event: string, reconciled: string[]][] = [
  ['after a read in a loop', 'before', 'command-outcome of call 2', []],
  ['when it had asked, before it gave the run back', 'after', 'asked approval', []],
  ['after a change whose handler can look', 'before', 'command-outcome of call 5', ['call 5: done, says aws@1']],
  [
    'before a change of which only a person can tell',
    'after',
    'command-intent psql INSERT',
    ['call 7: run-again, says ben'],
  ],
  ['after a change of which only a person can tell', 'before', 'command-outcome of call 9', ['call 9: done, says ben']],
  ['at the end, before it gave the run back', 'after', 'run-finished done', []],
];

test.each(POINTS)(
  'the worker is killed %s',
  async (_what, when, event, reconciled) => {
    const outcome = await killAt(site, { event, when });
    expect(outcome).toMatchObject({ worker: 'SIGKILL', status: 'done', happened: DONE, problems: [], reconciled });
  },
  TIMEOUT_MS,
);

describe('the database', () => {
  interface Disturbance {
    disturb(): Promise<void>;
    /** Called each time that the database failed. */
    mend?(): Promise<void>;
  }

  /** Does something to the database at a point of a run. */
  async function expectUndisturbed(
    point: JournalPoint,
    { disturb, mend = async () => {} }: Disturbance,
  ): Promise<void> {
    const runCase = await site.newCase();
    let disturbed = false;
    const store = watchPoint(site.store, point, async () => {
      await disturb();
      disturbed = true;
    });
    const { status } = await driveToEnd({ ...site.driving, store, onDatabaseFailure: mend }, runCase);
    expect({ disturbed, status }).toEqual({ disturbed: true, status: 'done' });
    await expectOnce(runCase);
  }

  async function cutConnections(): Promise<void> {
    await site.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'steadyhand'`,
    );
  }

  async function fillDisk(): Promise<void> {
    await site.database.query(`
      CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
      CREATE TRIGGER full_disk BEFORE INSERT ON steadyhand.event EXECUTE FUNCTION full_disk();`);
  }

  test(
    'is restarted between the intent of a change and the change',
    async () => {
      const point = { event: 'command-intent aws ecs update-service', when: 'after' } as const;
      await expectUndisturbed(point, { disturb: () => site.database.restart() });
    },
    TIMEOUT_MS,
  );

  test(
    'cuts the connections after a change',
    async () => {
      const point = { event: 'command-outcome of call 9', when: 'before' } as const;
      await expectUndisturbed(point, { disturb: cutConnections });
    },
    TIMEOUT_MS,
  );

  test(
    'finds the disk full after a change, and has space again later',
    async () => {
      let failures = 0;
      const mend = async (): Promise<void> => {
        failures += 1;
        if (failures === 2) await site.database.query('DROP FUNCTION full_disk CASCADE');
      };
      const point = { event: 'command-outcome of call 9', when: 'before' } as const;
      await expectUndisturbed(point, { disturb: fillDisk, mend });
      expect(failures).toBe(2);
    },
    TIMEOUT_MS,
  );
});

test(
  'a worker that stood still while two others raced for its run is refused its next write, and does nothing more',
  async () => {
    const runCase = await site.newCase();
    const stopped = site.takeWorker();
    const point = { event: 'command-intent aws ecs update-service', when: 'before' } as const;
    stopped.carryOut({ runCase, point, signal: 'SIGSTOP' });
    await stopped.isStopped();
    const ends = await Promise.all([driveToEnd(site.driving, runCase), driveToEnd(site.driving, runCase)]);
    expect(ends).toMatchObject([{ status: 'done' }, { status: 'done' }]);
    const { length } = await site.store.events(runCase.runId);

    stopped.kill('SIGCONT');
    expect(await stopped.ended).toEqual({ signal: null, result: 'RUN_FENCED' });
    expect(await site.store.events(runCase.runId)).toHaveLength(length);
    await expectOnce(runCase);
  },
  TIMEOUT_MS,
);

test.each(['approval', 'command-intent sleep'])(
  'the clock steps back by an hour after %s, with the worker that takes the run over',
  async (event) => {
    const anHourBehind = (clock: Clock): Clock => ({ ...clock, now: () => clock.now() - 3_600_000 });
    const runCase = await site.newCase();
    const worker = site.takeWorker();
    worker.carryOut({ runCase, point: { event, when: 'after' } });
    expect(await worker.ended).toMatchObject({ signal: 'SIGKILL' });
    await site.endLease(runCase.runId);
    const { driving } = site;
    const host = { ...lifeOptions(driving).host, clock: anHourBehind(wallClock) };
    const where = { ...driving.where, clock: anHourBehind(driving.where.clock) };
    expect(await driveToEnd({ ...driving, where, life: { host } }, runCase)).toMatchObject({ status: 'done' });
    await expectOnce(runCase);
  },
  TIMEOUT_MS,
);

describe('steady run, killed', () => {
  let commandLine: CommandLine;
  let queueUrl = '';
  const text = readFileSync(new URL('./fixtures/gated.md', import.meta.url), 'utf8');

  beforeEach(async () => {
    ({ queueUrl } = await site.world.prepare(`gated-${randomUUID().slice(0, 8)}`));
    const environments = { range: { kind: 'range', policy: { reveal: 'run', change: 'run' } } };
    const parameters = { QUEUE_URL: queueUrl, SECRET_ARN: site.world.secretArn };
    const env = { XDG_STATE_HOME: site.stateHome, STEADYHAND_DATABASE_URL: site.database.url };
    commandLine = await openCommandLine(text, { system: 'realtime-chat', environments, parameters }, env);
  });
  afterEach(() => commandLine?.end());

  test(
    'is taken over by steady worker, with the text that it started with, whatever the file says now',
    async () => {
      const { runbook, start, run } = commandLine;
      const openGate = await site.world.closeGate();
      const first = start('run', `${runbook}#two-messages`, '--env', 'range');
      const id = await vi.waitFor(runAtTheGate, { timeout: 60_000, interval: 50 });
      first.kill('SIGKILL');
      await writeFile(runbook, text.replaceAll('second', 'something else'));
      await openGate();

      start('worker', '--env', 'range');
      const isDone = async () => expect(await site.store.run(id)).toMatchObject({ status: 'done' });
      await vi.waitFor(isDone, { timeout: 60_000, interval: 50 });
      expect(await site.world.messages(queueUrl)).toEqual(['first', 'second']);
      const revision = createHash('sha256').update(text).digest('hex').slice(0, 8);
      expect(await run('runs', id)).toContain(`as of ${revision}`);
      expect(await site.store.verifyRun(id)).toMatchObject({ ok: true });
    },
    TIMEOUT_MS,
  );

  async function runAtTheGate(): Promise<string> {
    const [run] = await site.store.listRuns({ statuses: ['running'] });
    const events = run ? await site.store.events(run.id) : [];
    expect(events.map(describeEvent)).toContain('command-intent psql SELECT');
    return run?.id ?? '';
  }
});
