import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAwsHandler } from '../handler.ts';
import type { Io } from '../io.ts';
import { awsCall, rangeContext } from '../testing/context.ts';
import { createRunner } from './runner.ts';

let folder: string;
let path: string;

/** A program that says how it was started; `print big` prints without end, `sleep` waits. */
const PROGRAM = `#!/usr/bin/env node
const argv = process.argv.slice(2);
if (argv.includes('--version')) console.log('aws-cli/2.99.1 Test/1');
else if (argv.includes('big')) { const x = 'x'.repeat(1 << 20); const go = () => { while (process.stdout.write(x)); process.stdout.once('drain', go); }; go(); }
else if (argv.includes('sleep')) setInterval(() => {}, 1000);
else {
  const fs = require('node:fs');
  const files = fs.readdirSync('.', { recursive: true });
  fs.writeFileSync('made.txt', 'made');
  let stdin = '';
  process.stdin.on('data', (d) => { stdin += d; });
  process.stdin.on('end', () => { console.log(JSON.stringify({ argv, env: process.env, files, stdin })); process.exitCode = 7; });
}
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aws-installed-'));
  await writeFile(join(folder, 'aws'), PROGRAM);
  await mkdir(join(folder, '.aws'));
  await writeFile(join(folder, '.aws', 'config'), '[profile prod]\nregion = eu-west-3\n');
  await chmod(join(folder, 'aws'), 0o755);
  path = [folder, process.env.PATH].join(delimiter);
});
afterAll(() => rm(folder, { recursive: true }));

const range = (options: Partial<Parameters<typeof rangeContext>[0]> = {}) =>
  rangeContext({ endpoint: 'http://127.0.0.1:4', env: { SECRET_TOKEN: 'x', AWS_PROFILE: 'prod' }, ...options });

/** In a process of its own, where no target says where to go. */
async function run(argv: readonly string[], env: Record<string, string>, home?: string) {
  const { target: _, cwd, clock, signal, readFile, writeFile, live } = range();
  const io: Io = {
    env,
    cwd,
    clock,
    signal,
    readFile,
    writeFile,
    live,
    width: 80,
    stdin: () => new Uint8Array(),
    listFiles: async () => null,
  };
  return createRunner({ path, home }).run(argv, { io, cache: new Map() });
}

interface Seen {
  argv: string[];
  env: Record<string, string>;
  files: string[];
  stdin: string;
}

const deploy = awsCall('cloudformation', 'deploy', '--stack-name', 'net', '--template-file', 'net.yaml');

describe('a command that is not carried out here', () => {
  test('is handed to the installed aws, which cannot leave the range', async () => {
    const files = new Map([['net.yaml', Buffer.from('Resources: {}')]]);
    const result = await createAwsHandler({ path }).run(deploy, range({ files }));
    const seen = JSON.parse(result.stdout) as Seen;
    expect(result.exitCode).toBe(7);
    expect(result.stderr).toBe('steadyhand: carried out by aws (installed 2.99.1)\n');
    expect(seen.argv).toEqual(['--endpoint-url', 'http://127.0.0.1:4', ...deploy.argv]);
    expect(seen.env).toMatchObject({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4',
      AWS_ACCESS_KEY_ID: 'AKIARANGE',
      AWS_CONFIG_FILE: '/dev/null',
      HTTPS_PROXY: 'http://127.0.0.1:9',
    });
    expect(seen.env).not.toHaveProperty('SECRET_TOKEN');
    expect(seen.env).not.toHaveProperty('AWS_PROFILE');
    expect(seen.files).toEqual(['net.yaml']);
    expect(Buffer.from(files.get('made.txt') ?? []).toString()).toBe('made');
  });

  test('gets the variables of AWS and the credentials of the session, and no others', async () => {
    const env = {
      AWS_ACCESS_KEY_ID: 'AKIAOWN',
      AWS_SECRET_ACCESS_KEY: 'own',
      AWS_PROFILE: 'prod',
      SECRET_TOKEN: 'x',
      HOME: folder,
    };
    const result = await run(['kafka', 'list-clusters'], env);
    const { env: seen, argv } = JSON.parse(result.stdout) as Seen;
    expect(argv).toEqual(['kafka', 'list-clusters']);
    expect(seen).toMatchObject({
      AWS_ACCESS_KEY_ID: 'AKIAOWN',
      AWS_SECRET_ACCESS_KEY: 'own',
      AWS_REGION: 'eu-west-3',
      HOME: folder,
    });
    expect(seen).not.toHaveProperty('SECRET_TOKEN');
    expect(seen).not.toHaveProperty('AWS_PROFILE');
  });

  test('finds the single sign-on of the person, whose home is not that of the session', async () => {
    const env = { AWS_CONFIG_FILE: join(folder, '.aws', 'config'), AWS_PROFILE: 'prod', HOME: '/home/steady' };
    const { env: seen } = JSON.parse((await run(['sso', 'login'], env, folder)).stdout) as Seen;
    expect(seen).toMatchObject({ HOME: folder, AWS_PROFILE: 'prod', AWS_CONFIG_FILE: env.AWS_CONFIG_FILE });
    const own = JSON.parse((await run(['sso', 'login'], { ...env, HOME: folder })).stdout) as Seen;
    expect(own.env.HOME).toBe(folder);
    const inRange = await createAwsHandler({ path, home: folder }).run(deploy, range());
    expect((JSON.parse(inRange.stdout) as Seen).env.HOME).not.toBe(folder);
  });

  test('is refused where there is no installed aws, or where it would ask another server', async () => {
    expect((await createAwsHandler({ path: '/nonexistent' }).run(deploy, range())).stderr).toContain(
      'AWS_OPERATION_UNSUPPORTED',
    );
    expect((await createAwsHandler().run(deploy, range())).stderr).toContain('AWS_OPERATION_UNSUPPORTED');
    const sso = await createAwsHandler({ path }).run(awsCall('sso', 'login'), range());
    expect(sso).toMatchObject({ exitCode: 252, stdout: '', stderr: expect.stringContaining('inside a range') });
    const again = range({ env: { STEADYHAND_DELEGATED: '1' } });
    expect((await createAwsHandler({ path }).run(deploy, again)).stderr).toContain('AWS_OPERATION_UNSUPPORTED');
  });

  test('that prints more than is kept is ended', async () => {
    const result = await createAwsHandler({ path }).run(
      awsCall('kafka', 'list-clusters', '--max-items', 'big'),
      range(),
    );
    expect(result.exitCode).toBe(255);
    expect(result.stdout.length).toBeLessThanOrEqual(16 * 1024 * 1024);
    expect(result.stderr).toContain('it printed more than is kept');
  });

  test('ends with the signal', async () => {
    const controller = new AbortController();
    const ended = createAwsHandler({ path }).run(
      awsCall('kafka', 'list-clusters', '--max-items', 'sleep'),
      range({ signal: controller.signal }),
    );
    setImmediate(() => controller.abort());
    expect((await ended).exitCode).toBe(130);
  });

  test('that reveals has all that it prints as secrets', async () => {
    const result = await run(['configure', 'export-credentials'], { HOME: folder });
    expect(result.secrets).toContain('export-credentials');
  });
});

describe('with `use: installed`', () => {
  test('every command is handed over, and the version is known before the first', async () => {
    const handler = createAwsHandler({ use: 'installed', path });
    await handler.prepare?.(range());
    expect(handler.version).toBe('aws (installed 2.99.1)');
    const result = await handler.run(awsCall('ecs', 'list-clusters'), range());
    expect((JSON.parse(result.stdout) as Seen).argv.slice(-2)).toEqual(['ecs', 'list-clusters']);
    expect(result.stderr).toBe('');
  });

  test('without one it is refused', async () => {
    const result = await createAwsHandler({ use: 'installed', path: '' }).run(awsCall('ecs', 'list-clusters'), range());
    expect(result).toMatchObject({ exitCode: 252, stdout: '', stderr: expect.stringContaining('STEADYHAND_AWS') });
  });
});
