/** The command line as a user meets it: real processes, a real range, nothing of ours replaced. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const STEADY = join(ROOT, 'packages', 'cli', 'bin', 'steady.js');
const RUNBOOK = join(ROOT, 'systems', 'realtime-chat', 'RUNBOOK.md');
const SEED = join(ROOT, '..', 'shared', 'seeds', 'realtime-chat.md');

const TWICE = join(import.meta.dirname, 'fixtures', 'restart-twice.md');

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

let folder = '';
let range: ChildProcess;

function environment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, XDG_STATE_HOME: join(folder, 'state'), XDG_DATA_HOME: join(folder, 'data'), ...extra };
}

function steady(argv: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [STEADY, ...argv], { env: environment(env) }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

function upAndReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let shown = '';
    const take = (chunk: Buffer): void => {
      shown += chunk;
      if (shown.includes('Ctrl-C ends the range')) resolve();
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.on('exit', () => reject(new Error(`the range ended: ${shown}`)));
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's-'));
  // Under root, the record's Postgres runs as another user.
  await chmod(folder, 0o755);
  range = spawn(process.execPath, [STEADY, 'range', 'up', 'realtime-chat'], { env: environment() });
  await upAndReady(range);
}, 120_000);

afterAll(async () => {
  const ended = new Promise((resolve) => range.on('exit', resolve));
  if (range.exitCode === null && range.kill('SIGINT')) await ended;
  await rm(folder, { recursive: true, force: true });
});

// The range is ended by the last of these, so their order stands.
describe('steady', { shuffle: false }, () => {
  describe('steady run', () => {
    test('a dry run executes the reads, holds the changes with their resolved text, and changes nothing', async () => {
      const { code, stdout } = await steady([
        'run',
        `${RUNBOOK}#sqs-queue-backlog`,
        '--env',
        'range',
        '--dry-run',
        '--json',
      ]);
      const report = JSON.parse(stdout);
      expect(code).toBe(0);
      const commands = report.steps.flatMap((step: { commands: unknown[] }) => step.commands);
      expect(commands).toContainEqual(expect.objectContaining({ effect: 'read', state: 'done', exitCode: 0 }));
      const held = commands.filter((command: { state: string }) => command.state === 'held');
      expect(held[0]).toMatchObject({
        operation: 'ecs update-service',
        argv: expect.arrayContaining(['realtime-chat-dev', 'realtime-chat-dev-workers', '3']),
        blastRadius: 'realtime-chat-dev-workers desired count 1 → 3',
      });
      const after = await steady(['aws', ...describeWorkers(), '--endpoint-url', await endpoint()], fakeCredentials());
      expect(after.stdout.trim()).toBe('1');
    });

    test.skipIf(!existsSync(SEED))(
      'the seed runs as it is, and its wrong attribute is refused as AWS does',
      async () => {
        const { code, stdout } = await steady([
          'run',
          `${SEED}#sqs-queue-backlog`,
          '--env',
          'range',
          '--dry-run',
          '--json',
        ]);
        expect(code).toBe(0);
        const [first, second] = JSON.parse(stdout).steps;
        expect(first).toMatchObject({ state: 'failed', commands: [{ exitCode: 254 }] });
        expect(first.commands[0].stderr).toContain('InvalidAttributeName');
        expect(second).toMatchObject({ state: 'done' });
      },
    );

    test('without anybody to ask, a run waits before its first change, and nothing is changed', async () => {
      const { code, stdout } = await steady(['run', `${RUNBOOK}#manual-ecs-scaling`, '--env', 'range', '--json']);
      expect(code).toBe(4);
      const waitingFor = { kind: 'approval', effect: 'change' };
      expect(JSON.parse(stdout)).toMatchObject({ state: 'waiting', ran: { change: 0 }, waitingFor });
    });
  });

  describe('wrong input says what is wrong and changes nothing', () => {
    const cases: [string, string[], string, RegExp][] = [
      ['a runbook that does not exist', ['show', 'nowhere.md'], 'RUNBOOK_NOT_FOUND', /nowhere\.md/],
      ['a system that does not exist', ['range', 'up', 'nosuch'], 'SYSTEM_NOT_FOUND', /realtime-chat/],
      ['a drill that does not exist', ['drill', 'realtime-chat/nosuch'], 'DRILL_NOT_FOUND', /queue-backlog/],
      ['an id that matches none', ['run', `${RUNBOOK}#sqs-queue-backlgo`], 'PROCEDURE_NOT_FOUND', /sqs-queue-backlog/],
      ['an id that matches two', ['run', `${TWICE}#restart`], 'PROCEDURE_AMBIGUOUS', /api\/restart.*workers\/restart/],
      [
        'an environment that does not exist',
        ['run', `${RUNBOOK}#rds-health`, '--env', 'prod'],
        'ENVIRONMENT_UNKNOWN',
        /range/,
      ],
      [
        'an unbound parameter, with where it is used',
        ['run', `${RUNBOOK}#standard-deployment`, '--env', 'range', '--dry-run'],
        'PARAMETER_UNBOUND',
        /VERSION \(used at line \d+/,
      ],
      [
        'a parameter without a value',
        ['run', `${RUNBOOK}#rds-health`, '--param', 'STACK'],
        'PARAMETER_INVALID',
        /STACK/,
      ],
      ['a second range of the same name', ['range', 'up', 'realtime-chat'], 'RANGE_NAME_TAKEN', /process \d+/],
    ];
    test.each(cases)('%s', async (_, argv, code, text) => {
      const ended = await steady(argv);
      expect(ended.stderr).toContain(code);
      expect(ended.stderr).toMatch(text);
      expect(ended.stderr).toContain('Nothing was changed.');
      expect(ended.code).toBe(2);
    });

    test('a port that is taken', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      const ended = await steady(['range', 'up', 'realtime-chat', '--name', 'second', '--port', String(port)]);
      server.close();
      expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('PORT_TAKEN') });
    });

    test('an environment whose account is not the caller’s', async () => {
      const system = 'system: s\nenvironments:\n  prod: { kind: aws, account: "123456789012", region: us-east-1 }\n';
      await writeFile(join(folder, 'steadyhand.yaml'), system);
      await writeFile(join(folder, 'RUNBOOK.md'), '# R\n\n## Look\n\n```bash\naws sqs list-queues\n```\n');
      const ended = await steady(['run', `${join(folder, 'RUNBOOK.md')}#look`, '--env', 'prod'], {
        ...fakeCredentials(),
        AWS_ENDPOINT_URL: await endpoint(),
      });
      expect(ended).toMatchObject({ code: 3, stderr: expect.stringContaining('ENVIRONMENT_MISMATCH') });
      expect(ended.stderr).toContain('123456789012');
    });

    test('with --json an error is one JSON document on standard output', async () => {
      const { stdout } = await steady(['show', 'nowhere.md', '--json']);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'RUNBOOK_NOT_FOUND', state: 'Nothing was changed.' } });
    });
  });

  describe('steady range env', () => {
    test.skipIf(!hasAws())('keeps the real aws inside the range, sqs included', async () => {
      const { stdout } = await steady(['range', 'env']);
      const script = `${stdout}\naws sqs list-queues --output text`;
      const listed = execFileSync('bash', ['-c', script], { env: environment(), encoding: 'utf8' });
      expect(listed).toContain('realtime-chat-dev-push-dlq');
    });
  });

  describe('steady range down', () => {
    test('ends the range and leaves nothing behind', async () => {
      const ended = new Promise((resolve) => range.on('exit', resolve));
      expect(await steady(['range', 'down'])).toMatchObject({ code: 0, stdout: 'realtime-chat has ended.\n' });
      expect(await ended).toBe(0);
      expect(await readdir(join(folder, 'state', 'steadyhand', 'ranges'))).toEqual([]);
      expect(await steady(['range', 'env'])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('RANGE_NOT_RUNNING'),
      });
    });
  });
});

function describeWorkers(): string[] {
  const query = ['--query', 'services[0].desiredCount', '--output', 'text'];
  return [
    'ecs',
    'describe-services',
    '--cluster',
    'realtime-chat-dev',
    '--services',
    'realtime-chat-dev-workers',
    ...query,
  ];
}

function fakeCredentials(): NodeJS.ProcessEnv {
  return { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' };
}

async function endpoint(): Promise<string> {
  const { stdout } = await steady(['range', 'env', '--json']);
  return JSON.parse(stdout).variables.AWS_ENDPOINT_URL;
}

function hasAws(): boolean {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
