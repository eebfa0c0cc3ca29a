/** A person in a task: `steady aws ecs execute-command` at a real terminal; and docker, whose images tasks run. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { type IPty, spawn } from '@lydell/node-pty';
import { type CommandContext, type CommandHandler, defineStack, type RangeControl, ref } from '@steadyhand/contracts';
import { loadPrograms } from '@steadyhand/programs';
import { startRange } from '@steadyhand/range';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const STEADY = join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'steady.js');
const CACHE = join(import.meta.dirname, '..', 'node_modules', '.cache', 'steadyhand');
const folder = mkdtempSync(join(tmpdir(), 'container-test-'));
const cluster = 'tea';
let range: RangeControl;
let docker: CommandHandler;

const PROGRAM = `
import { createServer } from 'node:http';
createServer((request, response) => response.end('ok')).listen(Number(process.env.PORT));
`;

beforeAll(async () => {
  for (const name of ['api', 'apps/api']) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'main.ts'), PROGRAM);
  }
  const machine = { PATH: process.env.PATH ?? '' };
  const programs = new Map((await loadPrograms({ machine })).handlers.map((one) => [one.grammar.program, one]));
  docker = programs.get('docker') as CommandHandler;
  range = await startRange({
    ...{ name: 'container-test', system: 'tea', systemFolder: folder, speed: 1 },
    ...{ stateFolder: join(folder, 'state'), cacheFolder: CACHE },
    stack: stack(),
    programs: { names: ['psql'], load: async () => programs },
  });
});

afterAll(async () => {
  await range?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function stack() {
  const url = ref('database', 'main', 'url');
  const service = {
    id: 'api',
    name: 'tea-api',
    container: 'api',
    image: 'api',
    repository: 'api',
    executeCommand: true,
  };
  return defineStack({
    ...{ project: 'tea', name: 'dev', region: 'eu-west-1', cluster: { id: 'main', name: cluster } },
    services: [
      {
        ...service,
        port: 3000,
        desiredCount: 1,
        healthPath: '/',
        logGroup: '/tea/api',
        environment: { DATABASE_URL: url },
      },
    ],
    repositories: [{ id: 'api', name: 'tea/api' }],
    databases: [{ id: 'main', identifier: 'tea', instanceClass: 'db.t4g.micro', database: 'tea', username: 'tea' }],
    ...{ loadBalancers: [], targetGroups: [], caches: [], queues: [], secrets: [], dependencies: [], alarms: [] },
    outputs: { repository: ref('repository', 'api', 'uri') },
  });
}

async function until(text: () => string, wanted: RegExp | string): Promise<void> {
  const isThere = () => (typeof wanted === 'string' ? text().includes(wanted) : wanted.test(text()));
  for (let i = 0; i < 600 && !isThere(); i++) await wait(25);
  expect(text()).toMatch(wanted);
}

async function executeCommand(command: string): Promise<{ text(): string; pty: IPty; ended: Promise<number> }> {
  const { endpoint, region, credentials } = range.description;
  const ecs = new ECSClient({ endpoint, region, credentials: { ...credentials } });
  const { taskArns: [task = ''] = [] } = await ecs.send(new ListTasksCommand({ cluster }));
  const argv = ['--cluster', cluster, '--task', task, '--container', 'api', '--interactive', '--command', command];
  const pty = spawn(process.execPath, [STEADY, 'aws', 'ecs', 'execute-command', ...argv], {
    ...{ cols: 111, rows: 33, cwd: folder },
    env: {
      ...{ PATH: process.env.PATH, HOME: folder, AWS_ENDPOINT_URL: endpoint, AWS_REGION: region },
      ...{ AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
    },
  });
  let text = '';
  pty.onData((data) => {
    text += data;
  });
  const ended = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  return { text: () => text, pty, ended };
}

describe('a shell in a task', () => {
  test('has the terminal of whoever types, Ctrl-C and the names of the range', async () => {
    const { text, pty, ended } = await executeCommand('/bin/sh');
    await until(text, 'Starting session');
    pty.write('stty size\r');
    await until(text, '33 111');
    pty.resize(120, 40);
    // The new size and what is typed go their own ways, so it is asked for until it has arrived.
    for (let i = 0; i < 100 && !text().includes('40 120'); i++) {
      pty.write('stty size\r');
      await wait(100);
    }
    await until(text, '40 120');
    pty.write('sleep 100\r');
    await until(text, 'sleep 100\r');
    pty.write('\x03');
    pty.write('psql $DATABASE_URL -tAc "select 6 * 7"\r');
    await until(text, /\n(?:# )?42\r+\n/);
    pty.write('exit\r');
    expect(await ended).toBe(0);
    expect(text()).toContain('Exiting session with sessionId: ecs-execute-command-');
  });

  test('is not needed for a command', async () => {
    const { text, ended } = await executeCommand(`sh -c 'psql $DATABASE_URL -tAc "select 40 + 2"; pwd'`);
    expect(await ended).toBe(0);
    expect(text()).toMatch(/\n42\r+\n.*images/s);
  });
});

describe('docker in a range', () => {
  const context = (): CommandContext => ({
    target: {
      ...{ environment: 'range', kind: 'range', protection: 'open' },
      ...{ account: range.description.account, region: range.description.region },
      ...{ endpoint: range.description.endpoint, outputs: {}, resolve: () => null },
    },
    clock: range.clock,
    ...{ env: {}, cwd: '/project', signal: new AbortController().signal, live: () => {} },
    disk: { root: folder, mount: '/project', wroteAt: () => [] },
    readFile: () => Promise.reject(new TypeError('nothing is read')),
    writeFile: () => Promise.reject(new TypeError('nothing is written')),
  });
  const run = (line: string, stdin: string | null = null) =>
    docker.run({ program: 'docker', argv: line.split(' '), stdin, unresolved: new Set() }, context());

  test('builds a folder, names it, pushes it and shows it', async () => {
    const { repository } = range.description.outputs;
    const built = await run(`build -t ${repository}:2 ./apps/api`);
    expect(built).toMatchObject({ exitCode: 0, stdout: '' });
    expect(built.stderr).toContain('Dockerfile is not read');
    expect(await run(`tag ${repository}:2 ${repository}:stable`)).toMatchObject({ exitCode: 0, stderr: '' });
    const pushed = await run(`push ${repository}:2`);
    expect(pushed.stdout).toMatch(
      /The push refers to repository \[.*tea\/api\]\n\w{12}: Pushed\n2: digest: sha256:\w{64} size: \d+\n/,
    );
    expect((await run('images')).stdout).toMatch(
      /^REPOSITORY +TAG +IMAGE ID +CREATED +SIZE\n.*tea\/api +stable +\w{12} /,
    );
    expect((await run(`pull ${repository}:1`)).stdout).toContain('Status: Downloaded newer image');
  });

  test('fails as docker does', async () => {
    const { repository } = range.description.outputs;
    mkdirSync(join(folder, 'apps/broken'), { recursive: true });
    writeFileSync(join(folder, 'apps/broken/main.ts'), 'const = 1;');
    const broken = await run(`build -t ${repository}:3 apps/broken`);
    expect(broken).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('ERROR: failed to solve: ') });
    expect(await run(`push ${repository}:3`)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `An image does not exist locally with the tag: ${repository}\n`,
    });
  });

  test('takes the password of ECR, and refuses what is no image', async () => {
    const registry = range.description.outputs.repository?.replace(/\/.*/, '') ?? '';
    expect(await run(`login --username AWS --password-stdin ${registry}`, 'wrong\n')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('400 Bad Request'),
    });
    const call = { program: 'docker', argv: ['ps'], stdin: null, unresolved: new Set<number>() };
    expect(docker.refusal?.(call, context().target)).toMatchObject({ code: 'PROGRAM_NOT_IN_RANGE' });
  });
});
