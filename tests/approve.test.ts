/** What runs ask, answered by other people from other processes, and carried on by a worker. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const STEADY = join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'steady.js');

const RUNBOOK = `# Things that take people

## Scale

### Resolution

1. **Scale API**
   \`\`\`bash
   aws ecs update-service --cluster $CLUSTER --service realtime-chat-dev-api --desired-count $COUNT --query service.desiredCount
   \`\`\`
2. **Scale workers**
   \`\`\`bash
   aws ecs update-service --cluster $CLUSTER --service realtime-chat-dev-workers --desired-count $COUNT --query service.desiredCount
   \`\`\`

### Rollback

1. If the load is gone → scale the API back:
   \`\`\`bash
   aws ecs update-service --cluster $CLUSTER --service realtime-chat-dev-api --desired-count 1 --query service.desiredCount
   \`\`\`

## Wait

1. **Wait**
   \`\`\`bash
   sleep 25
   \`\`\`

## Choose

1. If the queue is empty → look at the clusters:
   \`\`\`bash
   aws ecs list-clusters
   \`\`\`
`;

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

let folder = '';
let range: ChildProcess;

const keyFile = (name: string): string => join(folder, `${name}.json`);

/** Of a person with a key, or of somebody who has only a login name. */
function environment(person: string | null, extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  const key = person === null ? {} : { STEADYHAND_IDENTITY: keyFile(person) };
  return { PATH, HOME, XDG_STATE_HOME: join(folder, 'state'), XDG_DATA_HOME: join(folder, 'data'), ...key, ...extra };
}

function steadyIn(env: NodeJS.ProcessEnv, argv: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [STEADY, ...argv], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
    child.stdin?.end();
  });
}

const as =
  (person: string | null) =>
  (...argv: string[]): Promise<Ended> =>
    steadyIn(environment(person), argv);
const ada = as('ada');
const grace = as('grace');

/** Starts a procedure where nobody is to be asked; gives the run's report. */
async function started(procedure: string, ...argv: string[]) {
  const reference = `${join(folder, 'RUNBOOK.md')}#${procedure}`;
  const { stdout, stderr } = await ada('run', reference, '--env', 'range', '--json', ...argv);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

async function factsOf(id: string) {
  return JSON.parse((await ada('runs', id, '--json')).stdout);
}

/** Waits until a run is in a state and, where it waits, asks another question than before. */
async function until(id: string, status: string, questionBefore: string | null = null) {
  for (let attempt = 0; attempt < 60; attempt++) {
    const facts = await factsOf(id);
    if (facts.run.status === status && (facts.question?.id ?? '') !== questionBefore) return facts;
    await wait(250);
  }
  throw new Error(`run ${id} was never ${status}`);
}

/** A worker of its own, while something is done. */
async function withWorker(work: () => Promise<void>): Promise<string> {
  const worker = spawn(process.execPath, [STEADY, 'worker', '--env', 'range', '--json'], { env: environment(null) });
  let said = '';
  worker.stdout?.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const ended = new Promise((resolve) => worker.on('exit', resolve));
  try {
    await work();
  } finally {
    worker.kill('SIGTERM');
    await ended;
  }
  return said;
}

function shows(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let shown = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      shown += chunk;
      if (shown.includes(text)) resolve();
    });
    child.on('exit', () => reject(new Error(`it ended without "${text}": ${shown}`)));
  });
}

function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

/** The command on a terminal of its own, which ada sits at. */
function onTerminal(...argv: string[]) {
  const command = [process.execPath, STEADY, ...argv].map((word) => `'${word}'`).join(' ');
  const env = { ...environment('ada'), TERM: 'xterm' };
  const child = spawn('script', ['-q', '-e', '-f', '-c', command, '/dev/null'], { env });
  let shown = '';
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk;
  });
  return {
    shown: () => shown,
    type: (text: string) => child.stdin.write(text),
    ended: new Promise((resolve) => child.on('exit', resolve)),
    shows: async (text: string) => {
      for (let attempt = 0; !shown.includes(text); attempt++) {
        if (attempt === 120) throw new Error(`it never showed "${text}": ${shown}`);
        await wait(250);
      }
    },
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's-'));
  // Under root, the record's Postgres runs as another user.
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'RUNBOOK.md'), RUNBOOK);
  const keys: Record<string, string> = {};
  for (const name of ['ada', 'grace']) {
    const { stdout } = await as(name)('identity', 'create', '--name', name, '--json');
    keys[name] = JSON.parse(stdout).publicKey;
  }
  const system = {
    system: 'realtime-chat',
    people: { ada: { role: 'responder', key: keys.ada }, grace: { role: 'approver', key: keys.grace } },
    environments: {
      range: { kind: 'range', approvals: { change: { approvers: 1, role: 'approver', otherThanRequester: true } } },
    },
    parameters: { CLUSTER: { output: 'ecsClusterName' }, COUNT: '2' },
  };
  await writeFile(join(folder, 'steadyhand.yaml'), JSON.stringify(system));
  range = spawn(process.execPath, [STEADY, 'range', 'up', 'realtime-chat'], { env: environment(null) });
  await shows(range, 'Ctrl-C ends the range');
}, 120_000);

afterAll(async () => {
  const ended = new Promise((resolve) => range.on('exit', resolve));
  if (range.exitCode === null && range.kill('SIGINT')) await ended;
  await rm(folder, { recursive: true, force: true });
});

// They share a range, whose services only one run at a time may change.
describe('a run that takes people', { shuffle: false, timeout: 120_000 }, () => {
  test('parks, is approved by another, goes on with a worker, and is whole in the record', async () => {
    const report = await started('scale');
    const { runId: id, waitingFor } = report;
    expect(report).toMatchObject({ state: 'waiting', exitCode: 4, ran: { change: 0 } });
    const digest = waitingFor.digest.slice(0, 8);

    expect((await factsOf(id)).question).toMatchObject({ effect: 'change', digest: waitingFor.digest });
    const worker = await withWorker(async () => {
      expect(await grace('approve', id, '--digest', digest)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('goes on with it'),
      });
      const { question } = await until(id, 'waiting', waitingFor.id);
      expect(question.command).toContain('realtime-chat-dev-workers');
      await grace('approve', id, '--digest', question.digest.slice(0, 8));
      const { steps } = await until(id, 'done');
      expect(steps.map(({ state }: { state: string }) => state)).toEqual(['done', 'done', 'skipped']);
    });
    expect(worker).toContain('"event":"parked"');

    const attached = await ada('run', id, '--attach');
    expect(attached).toMatchObject({ code: 0, stdout: expect.stringContaining('approved by grace') });
    await ada('note', id, 'The page was quiet again at 03:20.', '--step', '11');
    const { stdout: markdown } = await ada('report', id);
    expect(markdown).toContain('The page was quiet again at 03:20.');
    expect(markdown).toContain('| signature |');
    expect(await ada('audit', 'verify', id)).toMatchObject({ code: 0 });
  });

  test('takes a yes from nobody else, and for nothing else', async () => {
    const { runId: id, waitingFor } = await started('scale');
    const digest = waitingFor.digest.slice(0, 8);
    await as('eve')('identity', 'create', '--name', 'grace');
    const cases: [Promise<Ended>, number, RegExp][] = [
      [ada('approve', id, '--digest', digest), 3, /ada is responder/],
      [as(null)('approve', id, '--digest', digest), 3, /at least approver/],
      [as('eve')('approve', id, '--digest', digest), 3, /the signature is not grace's/],
      [grace('approve', id, '--digest', '00000000'), 3, /00000000/],
      [grace('approve', id), 2, /CONFIRMATION_NEEDED.*\n.*\n.*--digest/],
      [grace('answer', id, 'done'), 2, /none of its choices: "approve"/],
      [
        grace('answer', id, 'edit', '--reason', 'r', '--digest', digest, '--', 'psql', '-c', 'x'),
        2,
        /same program: aws/,
      ],
    ];
    for (const [given, code, text] of cases) {
      const ended = await given;
      expect(ended.stderr).toMatch(text);
      expect(ended.code).toBe(code);
    }
    expect((await factsOf(id)).pending).toEqual([]);

    expect(await grace('approve', id, '--refuse', '--reason', 'not in the peak hour')).toMatchObject({ code: 0 });
    const resumed = await ada('resume', id);
    expect(resumed).toMatchObject({ code: 3, stdout: expect.stringContaining('not in the peak hour') });
  });

  test('runs the command that was put in place of its own, and shows what to correct', async () => {
    const { runId: id, waitingFor } = await started('scale');
    const other = waitingFor.command.replace('--desired-count 2', '--desired-count 3').split(' ');
    const digest = ['--digest', waitingFor.digest.slice(0, 8)];
    await grace('answer', id, 'edit', '--reason', 'three', ...digest, '--', ...other);
    expect(await ada('resume', id)).toMatchObject({ code: 4 });
    const { question } = await factsOf(id);
    expect(question.command).toContain('--desired-count 3');
    await grace('approve', id, '--digest', question.digest.slice(0, 8));
    expect(await ada('resume', id)).toMatchObject({ code: 4 });

    const { stdout: left } = await ada('print', id);
    expect(left).toContain('# 2. Scale workers');
    expect(left).not.toContain('# 1. Scale API');
    const cancelled = await ada('cancel', id, '--reason', 'enough');
    expect(cancelled).toMatchObject({ code: 0, stdout: expect.stringContaining('--phase rollback') });
    expect(await ada('resume', id)).toMatchObject({ code: 2, stderr: expect.stringContaining('cancelled') });
    const { stdout: patch } = await ada('corrections', id);
    expect(patch).toContain('+   aws ecs update-service');
    expect(await readFile(join(folder, 'RUNBOOK.md'), 'utf8')).toBe(RUNBOOK);
  });

  test('is left to a worker, paused within a wait, and ended', async () => {
    const reference = `${join(folder, 'RUNBOOK.md')}#wait`;
    const { stdout, stderr } = await ada('run', reference, '--env', 'range', '--detach');
    const id = stdout.trim();
    expect(stderr).toContain('No worker is on range');
    await withWorker(async () => {
      await until(id, 'running');
      expect(await ada('pause', id)).toMatchObject({ code: 0, stdout: expect.stringContaining('is paused') });
    });
    expect(await factsOf(id)).toMatchObject({ run: { status: 'paused' } });
    expect(await ada('cancel', id)).toMatchObject({ code: 0, stdout: `Run ${id} is cancelled.\n` });
    expect(await ada('cancel', id)).toMatchObject({ code: 2, stderr: expect.stringContaining('RUN_ENDED') });
  });

  test.skipIf(!hasScript())(
    'asks on a terminal, and takes the question away when it is answered elsewhere',
    async () => {
      const reference = `${join(folder, 'RUNBOOK.md')}#choose`;
      const asked = onTerminal('run', reference, '--env', 'range');
      await asked.shows('❯ take');
      asked.type('\r');
      expect(await asked.ended).toBe(0);
      expect(asked.shown()).toContain('said ada');

      const { runId: id } = await started('choose');
      const attached = onTerminal('run', id, '--attach');
      await attached.shows('❯ take');
      await withWorker(async () => {
        await grace('answer', id, 'skip');
        await until(id, 'done');
      });
      expect(await attached.ended).toBe(0);
      expect(attached.shown()).toMatch(/skip.*said grace/);
    },
  );

  test('is printed as shell without any database', async () => {
    const env = environment('ada', { STEADYHAND_DATABASE_URL: 'postgres://127.0.0.1:1/none' });
    const printed = await steadyIn(env, ['print', `${join(folder, 'RUNBOOK.md')}#scale`, '--env', 'range']);
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    expect(printed.stdout).toContain('COUNT=2');
    expect(printed.stdout).toContain('CLUSTER=realtime-chat-dev');
    expect(await steadyIn(env, ['runs'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('DATABASE_FAILED'),
    });
  });
});
