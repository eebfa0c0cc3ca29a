/** `steady sh` as it is used: lines from a file, and a person at a terminal. What is at AWS is a small server here. */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { openStore } from '@steadyhand/engine';
import { openSharedPostgres } from '@steadyhand/postgres';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const STEADY = join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'steady.js');
const hasScript = spawnSync('script', ['--version']).status === 0;

const CALLER = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/ada</Arn><UserId>ada</UserId>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;

const SYSTEM = `system: chat
environments:
  test:
    account: "111122223333"
    region: eu-west-1
    outputs: { clusterName: chat }
    parameters:
      CLUSTER: { output: clusterName }
`;

const cacheFolder = join(import.meta.dirname, '..', 'node_modules', '.cache', 'steadyhand');

let folder = '';
let postgres: Awaited<ReturnType<typeof openSharedPostgres>>;
let server: Server;
/** Of the one service there is. */
let desired = 1;
/** Called when somebody asks for the tasks, who are never told. */
let onTasks: () => void = () => undefined;

function answerOf(target: string, body: string): object | null {
  const operation = target.slice(target.indexOf('.') + 1);
  const service = { serviceName: 'api', status: 'ACTIVE', desiredCount: desired, runningCount: desired };
  switch (operation) {
    case 'ListClusters':
      return { clusterArns: ['arn:aws:ecs:eu-west-1:111122223333:cluster/chat'] };
    case 'DescribeServices':
      return { services: [service], failures: [] };
    case 'UpdateService':
      desired = JSON.parse(body).desiredCount;
      return { service: { ...service, desiredCount: desired } };
    case 'ListTasks':
      onTasks();
      return null;
    default:
      return { __type: 'UnknownOperationException', message: operation };
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sh-'));
  // Under root, the record's Postgres runs as another user.
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'steadyhand.yaml'), SYSTEM);
  await writeFile(join(folder, 'names.txt'), 'ada\nben\n');
  server = createServer((request: IncomingMessage, response) => {
    void text(request).then((body) => {
      const target = request.headers['x-amz-target'];
      if (typeof target !== 'string') return response.setHeader('content-type', 'text/xml').end(CALLER);
      const answer = answerOf(target, body);
      if (answer) response.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify(answer));
      return undefined;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  postgres = await openSharedPostgres({ dataFolder: join(folder, 'postgres'), cacheFolder });
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await postgres.release();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  desired = 1;
});

function environment(): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return {
    ...{ PATH, HOME, XDG_STATE_HOME: join(folder, 'state'), XDG_DATA_HOME: join(folder, 'data'), TERM: 'xterm' },
    ...{ AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'eu-west-1' },
    STEADYHAND_DATABASE_URL: postgres.url,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
}

function steady(argv: readonly string[], input = ''): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const options = { env: environment(), cwd: folder };
    const child = execFile(process.execPath, [STEADY, ...argv], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
    child.stdin?.end(input);
  });
}

const SCRIPT = `NAME=world
if true; then
  echo "hello $NAME in $CLUSTER"
fi
export DB_PASSWORD=hunter2hunter2
echo "pass $DB_PASSWORD"
sort -r names.txt
aws ecs list-clusters --query 'clusterArns[0]' --output text
:note all is well
false
echo "status $?"
aws ecs update-service --cluster chat --service api --desired-count 4
echo never
`;

test('a script runs line by line, stops at what needs a yes, and is a run of the record', async () => {
  const { code, stdout, stderr } = await steady(['sh', '--json'], SCRIPT);
  expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ stdout: out, error }) => error?.code ?? out)).toEqual([
    ...['', 'hello world in chat\n', '', 'pass [secret]\n', 'ben\nada\n'],
    ...['arn:aws:ecs:eu-west-1:111122223333:cluster/chat\n', '', 'status 1\n', 'COMMAND_REFUSED', undefined],
  ]);
  expect(lines.at(-1)).toMatchObject({ environment: 'test', state: 'refused', exitCode: 3 });
  const { runId } = lines.at(-1);
  expect(desired).toBe(1);

  const store = await openStore(postgres);
  try {
    expect(await store.run(runId)).toMatchObject({ procedureId: 'steady-sh', status: 'refused', environment: 'test' });
    expect(await store.verifyRun(runId)).toMatchObject({ problems: [] });
    expect(JSON.stringify(await store.events(runId))).not.toContain('hunter2');
    expect(await store.locks()).toEqual([]);
  } finally {
    await store.close();
  }
  const { stdout: report } = await steady(['report', runId]);
  expect(report).toContain('aws ecs update-service --cluster chat --service api --desired-count 4');
  expect(report).toContain('all is well');
  expect(stdout + report).not.toContain('hunter2');
});

/** A terminal with `steady sh` in it. */
class Terminal {
  private readonly child: ChildProcess;
  private shown = '';
  private seen = 0;
  private waiting: () => void = () => undefined;
  private isOver = false;

  constructor(command: string) {
    this.child = spawn('script', ['-qfec', `stty cols 120 rows 40; exec ${command}`, '/dev/null'], {
      env: environment(),
      cwd: folder,
    });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.shown += stripVTControlCharacters(chunk.toString());
      this.waiting();
    });
    this.child.on('close', () => {
      this.isOver = true;
      this.waiting();
    });
  }

  type(keys: string): void {
    this.child.stdin?.write(keys);
  }

  /** Until this is shown, behind what was waited for before. */
  async shows(wanted: string): Promise<void> {
    for (;;) {
      const at = this.shown.indexOf(wanted, this.seen);
      if (at !== -1) {
        this.seen = at + wanted.length;
        return;
      }
      if (this.isOver) throw new Error(`it ended without "${wanted}": ${this.shown}`);
      await new Promise<void>((resolve) => {
        this.waiting = resolve;
      });
    }
  }

  async ended(): Promise<number | null> {
    if (!this.isOver) await once(this.child, 'close');
    return this.child.exitCode;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

const PROMPT = 'chat@test $ ';
const UP = '\u001b[A';
const CTRL_C = '\u0003';

test.skipIf(!hasScript)(
  'a person is asked, can stop what runs, completes, and goes on after every refusal',
  async () => {
    const terminal = new Terminal(`${process.execPath} ${STEADY} sh --env test`);
    try {
      await terminal.shows(PROMPT);
      terminal.type(
        'aws ecs update-service --cluster $CLUSTER --service api --desired-count 3 --query service.desiredCount\r',
      );
      await terminal.shows('Approval needed');
      await terminal.shows('desired count 1 → 3');
      await terminal.shows('refuse');
      terminal.type(`${UP}\r`);
      await terminal.shows('change done');
      await terminal.shows(PROMPT);
      expect(desired).toBe(3);

      const asked = new Promise<void>((resolve) => {
        onTasks = resolve;
      });
      terminal.type('KEPT=yes\raws ecs list-tasks --cluster chat\r');
      await asked;
      terminal.type(CTRL_C);
      await terminal.shows(PROMPT);
      terminal.type('nosuchprogram\r');
      await terminal.shows('PROGRAM_UNKNOWN');
      await terminal.shows(PROMPT);
      terminal.type('echo "$? $KEPT"\r');
      await terminal.shows('127 yes');
      await terminal.shows(PROMPT);

      terminal.type('aws ecs describe-services --cluster \t');
      await terminal.shows('--cluster chat ');
      terminal.type(CTRL_C);
      await terminal.shows(PROMPT);
      terminal.type("echo 'two\rlines'\r");
      await terminal.shows('> ');
      await terminal.shows('two\r\nlines\r\n');
      await terminal.shows(PROMPT);
      terminal.type('exit 7\r');
      expect(await terminal.ended()).toBe(7);
    } finally {
      terminal.kill();
    }
    const history = await readFile(join(folder, 'state', 'steadyhand', 'sh-history'), 'utf8');
    expect(history).toContain('echo "$? $KEPT"\n');
  },
);

test.skipIf(!hasScript)('a person gives the lines that commands read, and ends what they watch', async () => {
  const terminal = new Terminal(`${process.execPath} ${STEADY} sh --env test`);
  try {
    await terminal.shows(PROMPT);
    terminal.type('read -r -p "Which one? " name; echo "<$name>"\r');
    await terminal.shows('Which one?');
    await terminal.shows('  > ');
    terminal.type('api\r');
    await terminal.shows('<api>');
    await terminal.shows(PROMPT);
    terminal.type('read line; echo "ended $? <$line>"\r');
    await terminal.shows('  > ');
    terminal.type('\u0004');
    await terminal.shows('ended 1 <>');
    await terminal.shows(PROMPT);
    terminal.type(`read -rsp "Token: " token; echo "\${#token} $token"\r`);
    await terminal.shows('  > ');
    terminal.type('hunter2hunter2\r');
    await terminal.shows('14 [secret]');
    await terminal.shows(PROMPT);
    terminal.type('read left; echo never\r');
    await terminal.shows('  > ');
    terminal.type(CTRL_C);
    await terminal.shows('CONSTRUCT_REFUSED');
    await terminal.shows(PROMPT);

    terminal.type(
      'watch -n 0.1 aws ecs describe-services --cluster chat --services api --query services[0].desiredCount\r',
    );
    await terminal.shows('until Ctrl-C');
    await terminal.shows('until Ctrl-C');
    desired = 8;
    await terminal.shows('8\r\n');
    terminal.type(CTRL_C);
    await terminal.shows('of which this is the last');
    await terminal.shows(PROMPT);
    terminal.type('trap "echo cleaned" EXIT\r');
    await terminal.shows(PROMPT);
    terminal.type('echo "status $?"\r');
    await terminal.shows('status 0');
    await terminal.shows(PROMPT);
    terminal.type('\u0004');
    await terminal.shows('cleaned');
    expect(await terminal.ended()).toBe(0);
  } finally {
    terminal.kill();
  }
});

test('a script asks nobody: a line that it would read is refused, and a watch is one look', async () => {
  const watched = await steady(['sh'], "watch -n 5 'aws ecs list-clusters --query clusterArns[0]'\necho on\n");
  expect(watched).toMatchObject({ code: 0, stdout: expect.stringMatching(/cluster\/chat.*on\n/s) });
  expect(watched.stderr).toContain('one look');
  const read = await steady(['sh'], 'echo first; read answer\nyes\n');
  expect(read.code).toBe(3);
  expect(read.stderr).toContain('CONSTRUCT_REFUSED read');
  expect(read.stdout).not.toContain('first');
});
