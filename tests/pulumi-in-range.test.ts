/** `pulumi` as the runbook uses it, on a real range with two regions. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandContext, type CommandResult, defineStack, type RangeControl, ref } from '@steadyhand/contracts';
import { pulumiProgram } from '@steadyhand/programs';
import { startRange } from '@steadyhand/range';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { targetOfRange } from '../packages/cli/src/target.ts';

const MINUTES = 120_000;
const MAIN = `import { createServer } from 'node:http';
createServer((_, response) => response.end(process.env.AWS_REGION)).listen(Number(process.env.PORT));
process.on('SIGTERM', () => process.exit());
`;
const stack = defineStack({
  project: 'moving',
  name: 'dev',
  region: 'us-east-1',
  recoveryRegion: 'us-west-2',
  cluster: { id: 'main', name: 'moving-dev' },
  services: [
    {
      ...{ id: 'web', name: 'moving-dev-web', container: 'web', image: 'services/web', port: 3000, desiredCount: 1 },
      ...{ healthPath: '/', healthIntervalSeconds: 1, logGroup: '/ecs/moving' },
    },
  ],
  loadBalancers: [
    { id: 'main', name: 'moving', listeners: [{ port: 80, protocol: 'HTTP', rules: [], default: 'web' }] },
  ],
  targetGroups: [{ id: 'web', name: 'moving-web', service: 'web', healthPath: '/', intervalSeconds: 1 }],
  databases: [],
  caches: [],
  queues: [{ id: 'jobs', name: 'moving-jobs' }],
  secrets: [],
  dependencies: [],
  alarms: [],
  outputs: { albDnsName: ref('loadBalancer', 'main', 'dnsName') },
});

let folder = '';
let range: RangeControl;
let context: CommandContext;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pulumi-'));
  await mkdir(join(folder, 'services/web'), { recursive: true });
  await writeFile(join(folder, 'services/web/main.ts'), MAIN);
  const cacheFolder = join(folder, 'cache');
  const start = {
    name: 'moving',
    system: 'moving',
    systemFolder: folder,
    stack,
    speed: 1,
    stateFolder: folder,
    cacheFolder,
  };
  range = await startRange(start);
  context = {
    target: targetOfRange(range.description, null),
    clock: range.clock,
    env: {},
    cwd: '/',
    signal: new AbortController().signal,
    readFile: () => Promise.reject(new RangeError('no files here')),
    writeFile: () => Promise.reject(new RangeError('no files here')),
    live: () => {},
  };
}, MINUTES);

afterAll(async () => {
  await range?.stop();
  await rm(folder, { recursive: true, force: true });
});

function pulumi(line: string): Promise<CommandResult> {
  return pulumiProgram.run({ program: 'pulumi', argv: line.split(' '), stdin: null, unresolved: new Set() }, context);
}

async function printed(line: string): Promise<string> {
  const { exitCode, stdout, stderr } = await pulumi(line);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

test('a stack of its own brings the system up in the recovery region', async () => {
  const home = await printed('stack output albDnsName -s dev');
  expect(home).toContain('.us-east-1.elb.amazonaws.com');
  expect(await printed('stack output albDnsName -s a-name-of-the-team')).toBe(home);

  expect(await printed('stack init dr')).toBe("Created stack 'dr'\n");
  expect(await pulumi('preview')).toMatchObject({ exitCode: 255, stderr: expect.stringContaining("'aws:region'") });
  expect(await printed('config set aws:region us-west-2')).toBe('');
  expect(await printed('config get aws:region')).toBe('us-west-2\n');
  expect(await printed('config')).toBe('KEY         VALUE\naws:region  us-west-2\n');
  expect(await printed('preview')).toMatch(/^Previewing update \(dr\):\n[\s\S]*├─ aws:sqs:Queue +jobs +create\n/);
  expect(await pulumi('up')).toEqual({
    exitCode: 255,
    stdout: '',
    stderr: 'error: --yes or --skip-preview must be passed in to proceed when running in non-interactive mode\n',
  });
  const up = await printed('up --yes');
  expect(up).toMatch(/└─ aws:ecs:Service +web +created\n/);
  expect(up).toMatch(/Resources:\n {4}\+ 7 created\n\nDuration: \d+s\n$/);

  const dr = (await printed('stack output albDnsName')).trim();
  expect(dr).toContain('.us-west-2.elb.amazonaws.com');
  expect(await printed('stack output albDnsName -s dev')).toBe(home);
  expect(await printed('stack ls')).toBe('NAME  RESOURCE COUNT\ndev   6\ndr*   6\n');
  // The name is found by a session that began before there was such a name.
  const place = context.target.resolve(dr, 80);
  expect(await (await fetch(`http://${place?.host}:${place?.port}/`)).text()).toBe('us-west-2');
  expect(await printed('up --yes')).toContain('Resources:\n    7 unchanged\n');
});

test('the stack of the system is not moved away', async () => {
  await printed('config set aws:region us-west-2 -s dev');
  expect(await printed('preview -s dev')).toContain('+-6 to replace');
  expect(await pulumi('up --yes -s dev')).toMatchObject({
    exitCode: 255,
    stderr: expect.stringContaining('would be replaced'),
  });
  await printed('config set aws:region us-east-1 -s dev');
});
