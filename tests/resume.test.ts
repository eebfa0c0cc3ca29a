/** A run whose process is killed goes on in another, and does nothing twice. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';

const STEADY = join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'steady.js');

const RUNBOOK = `# Two changes

## Scale both

### Resolution

1. **Scale API**
   \`\`\`bash
   aws ecs update-service --cluster $CLUSTER --service realtime-chat-dev-api --desired-count $((COUNT + 1)) --query service.desiredCount
   SEEN=$(aws ecs describe-services --cluster $CLUSTER --services realtime-chat-dev-api --query 'services[0].desiredCount' --output text)
   sleep 5
   \`\`\`
2. **Scale workers**
   \`\`\`bash
   aws ecs update-service --cluster $CLUSTER --service realtime-chat-dev-workers --desired-count $SEEN --query service.desiredCount
   \`\`\`
`;

let folder = '';
let range: ChildProcess;

const environment = (): NodeJS.ProcessEnv => {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, XDG_STATE_HOME: join(folder, 'state'), XDG_DATA_HOME: join(folder, 'data') };
};

function steady(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [STEADY, ...argv], { env: environment() }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** Resolves once a text has been shown. */
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

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's-'));
  // Under root, the record's Postgres runs as another user.
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'RUNBOOK.md'), RUNBOOK);
  range = spawn(process.execPath, [STEADY, 'range', 'up', 'realtime-chat'], { env: environment() });
  await shows(range, 'Ctrl-C ends the range');
}, 120_000);

afterAll(async () => {
  const ended = new Promise((resolve) => range.on('exit', resolve));
  if (range.kill('SIGINT')) await ended;
  await rm(folder, { recursive: true, force: true });
});

test('a run killed between two changes is taken over: each change happens once, and the record is whole', async () => {
  const procedure = `${join(folder, 'RUNBOOK.md')}#scale-both`;
  const argv = [STEADY, 'run', procedure, '--env', 'range', '--yes', 'change', '--param', 'COUNT=1'];
  const first = spawn(process.execPath, argv, { env: environment() });
  await shows(first, '$ sleep 5');
  first.kill('SIGKILL');
  const [{ id }] = JSON.parse((await steady('runs', '--json')).stdout).runs;

  expect(await steady('resume', id)).toMatchObject({ code: 2, stderr: expect.stringContaining('is at it') });
  const report = JSON.parse(await whenTheLeaseIsOver(id));
  expect(report).toMatchObject({ state: 'done', ran: { change: 2 } });
  const changes = report.steps.flatMap((step: { commands: { effect: string; argv: string[] }[] }) =>
    step.commands.filter(({ effect }) => effect === 'change').map((command) => command.argv.slice(4, 8)),
  );
  expect(changes).toEqual([
    ['--service', 'realtime-chat-dev-api', '--desired-count', '2'],
    ['--service', 'realtime-chat-dev-workers', '--desired-count', '2'],
  ]);

  const exported = (await steady('audit', 'export', id)).stdout;
  expect(exported.match(/"type":"command-intent"/g)).toHaveLength(4);
  expect(await steady('audit', 'verify', id)).toMatchObject({ code: 0 });
  await writeFile(join(folder, 'run.jsonl'), exported.replace('desired-count', 'desired-sum'));
  expect(await steady('audit', 'verify', join(folder, 'run.jsonl'))).toMatchObject({ code: 1 });
}, 120_000);

async function whenTheLeaseIsOver(id: string): Promise<string> {
  for (let attempt = 0; attempt < 60; attempt++) {
    const { code, stdout } = await steady('resume', id, '--json');
    if (code !== 2) return stdout;
    await wait(500);
  }
  throw new Error('the lease of a killed process never ended');
}
