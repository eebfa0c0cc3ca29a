import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECSClient, ExecuteCommandCommand, ListTasksCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import type { CommandHandler, RangeControl } from '@steadyhand/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRange } from '../range.ts';
import { echoService, fixtureOptions, fixtureStack, until } from '../testing/fixture-range.ts';
import { openSession } from '../testing/session-client.ts';

const cluster = 'fixture-test';
const stateFolder = mkdtempSync(join(tmpdir(), 'sessions-test-'));
let range: RangeControl;
let ecs: ECSClient;

/** Says what it was asked, and where the range's name leads from the container. */
const ask: CommandHandler = {
  grammar: {
    program: 'ask',
    summary: '',
    examples: [],
    analyse: () => ({ effect: 'read', operation: null, reason: '', resources: [], arguments: [] }),
  },
  version: 'ask@1',
  readsStdin: (argv) => argv.includes('-'),
  async run({ argv, stdin }, { env, target }) {
    const to = target.resolve(range.description.outputs.albDnsName ?? '', 80);
    return { exitCode: 3, stdout: `${argv.join('+')} ${env.GREETING} ${stdin} ${to?.host}\n`, stderr: '' };
  },
};

beforeAll(async () => {
  const spec = echoService({ executeCommand: true, environment: { GREETING: 'moin' } });
  const programs = { names: ['ask'], load: async () => new Map([['ask', ask]]) };
  range = await startRange(
    fixtureOptions({ name: 'sessions-test', stateFolder, programs, stack: fixtureStack({ services: [spec] }) }),
  );
  const { endpoint, region, credentials } = range.description;
  ecs = new ECSClient({ endpoint, region, credentials: { ...credentials } });
});

afterAll(async () => {
  await range?.stop();
  rmSync(stateFolder, { recursive: true, force: true });
});

async function task(): Promise<string> {
  const arns = await until(
    async () => (await ecs.send(new ListTasksCommand({ cluster }))).taskArns ?? [],
    ({ length }) => length > 0,
  );
  return arns.at(-1) ?? '';
}

/** A task that takes another's place is not ready at once. */
async function execute(command: string) {
  const input = { cluster, container: 'echo', interactive: true, command };
  const answer = await until(
    async () => ecs.send(new ExecuteCommandCommand({ ...input, task: await task() })).catch(() => null),
    (given) => given !== null,
  );
  return { url: answer?.session?.streamUrl ?? '', token: answer?.session?.tokenValue ?? '' };
}

async function run(command: string) {
  const { url, token } = await execute(command);
  const client = openSession(url, token);
  await client.ready;
  return client;
}

/** What a command printed, with the line ends of a terminal. */
async function printed(command: string): Promise<string> {
  const client = await run(command);
  expect(await client.ended).toBe('');
  return client.text();
}

test('a command runs in the task: its environment, its folder, its network, none of this machine', async () => {
  process.env.SECRET_OF_THE_LAPTOP = 'x';
  const text = await printed("sh -c 'env; ls; tty'");
  delete process.env.SECRET_OF_THE_LAPTOP;
  expect(text).toContain('GREETING=moin\r\n');
  expect(text).toContain('AWS_EXECUTION_ENV=AWS_ECS_FARGATE');
  expect(text).toContain('main.ts\r\n');
  expect(text).toMatch(/\/dev\/pts\/\d+/);
  expect(text).not.toContain('SECRET_OF_THE_LAPTOP');
  const { albDnsName } = range.description.outputs;
  const script = `fetch("http://${albDnsName}/").then((r) => { console.log("status " + r.status); return fetch("http://example.com/") }).catch((e) => console.log(e.cause.code))`;
  expect(await printed(`node -e '${script}'`)).toBe('status 200\r\nENOTFOUND\r\n');
});

test('the words of a command are split and not interpreted, as the agent does', async () => {
  expect(await printed('echo "a  b" $GREETING && ls')).toBe('a  b $GREETING && ls\r\n');
  const missing = await run('frobnicate --now');
  expect(await missing.ended).toContain('exec: "frobnicate": executable file not found in $PATH');
});

test('a shell takes what is typed, follows the size of its window, and heeds Ctrl-C', async () => {
  const client = await run('/bin/sh');
  client.resize(132, 43);
  client.type('stty size\n');
  await until(client.text, (text) => text.includes('43 132'));
  client.type('sleep 100; echo "ended with $?"\n');
  await until(client.text, (text) => /sleep 100; echo[^\n]*\n/.test(text));
  client.type('\x03');
  client.type('echo after\n');
  client.repeat();
  await until(client.text, (text) => /\n(?:# )?after\r\n/.test(text));
  expect(client.text().match(/\n(?:# )?after\r\n/g)).toHaveLength(1);
  client.type('exit\n');
  expect(await client.ended).toBe('');
  // Handshake, size, five times typing, one of them twice.
  expect(client.acknowledged()).toBe(8);
});

test('several sessions are open at once, and all end with their task', async () => {
  const clients = await Promise.all([run('/bin/sh'), run('/bin/sh')]);
  clients.forEach((client, i) => {
    client.type(`echo session $((${i} + 1))\n`);
  });
  await until(
    () => clients.map((client) => client.text()),
    ([one = '', two = '']) => one.includes('session 1') && two.includes('session 2'),
  );
  await ecs.send(new StopTaskCommand({ cluster, task: await task() }));
  expect(await Promise.all(clients.map((client) => client.ended))).toEqual(['', '']);
});

test('programs of the range know its names, and are given what is piped to them', async () => {
  expect(await printed('ask one two')).toMatch(/^one\+two moin null 127\./);
  expect(await printed("sh -c 'echo fish | ask -; echo $?'")).toMatch(/^- moin fish\r\n 127\.[\d.]+\r\n3\r\n$/);
  expect(await printed('ask -')).toContain("Steadyhand's ask has no prompt of its own");
});

test('a channel opens for its own token alone, and once', async () => {
  const { url, token } = await execute('/bin/sh');
  await expect(openSession(url, 'another').ended).rejects.toThrow('closed with 1008');
  await expect(openSession(url, token).ended).rejects.toThrow('404');
});
