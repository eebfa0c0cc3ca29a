/**
 * Records packages/aws/fixtures/goldens/: what the real AWS CLI prints for the commands of fixtures/cases.json against
 * moto, beside the HTTP that our own interpreter exchanged for the same command.
 *
 *     npx tsx --conditions=@steadyhand/source scripts/record-aws-goldens.ts
 *
 * Needs `aws` and `moto_server` on the PATH; only credentials that open nothing are used. Ends with 1 when an output
 * differs; such a pair is not written.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Exchange, startProxy } from '../packages/aws/src/testing/exchanges.ts';
import { FAKE_ENV, type Golden, type Ran, runFake } from '../packages/aws/src/testing/golden.ts';

const FIXTURES = new URL('../packages/aws/fixtures/', import.meta.url);

type Line = string | readonly string[];

async function main(): Promise<number> {
  const { setup, cases } = JSON.parse(await readFile(new URL('cases.json', FIXTURES), 'utf8')) as Record<
    'setup' | 'cases',
    Line[]
  >;
  const folder = await mkdtemp(join(tmpdir(), 'aws-goldens-'));
  await writeFile(join(folder, 'config'), '[default]\ncli_timestamp_format = iso8601\n');
  await writeFile(join(folder, 'one.txt'), 'one\n');
  const moto = await startMoto();
  const recorded: Exchange[] = [];
  const proxy = await startProxy(moto.url, (exchange) => recorded.push(exchange));
  const vpc = await realAws(
    ['ec2', 'describe-vpcs', '--query', 'Vpcs[0].VpcId', '--output', 'text'],
    proxy.url,
    folder,
  );
  const words = (line: Line) =>
    (typeof line === 'string' ? line.split(' ') : line).map((word) =>
      word.replace('{sqs}', proxy.url).replace('{vpc}', vpc.stdout.trim()).replace('{file}', join(folder, 'one.txt')),
    );
  try {
    for (const line of setup) {
      const { exitCode, stderr } = await realAws(words(line), proxy.url, folder);
      if (exitCode !== 0) throw new Error(`${line}: ${stderr}`);
    }
    const goldens: Golden[] = [];
    let different = 0;
    for (const line of cases) {
      const argv = words(line);
      const real = await realAws(argv, proxy.url, folder);
      recorded.length = 0;
      const ours = await runFake(argv, proxy.url);
      if (ours.stdout === real.stdout && (ours.exitCode === 0) === (real.exitCode === 0)) {
        goldens.push({ argv, stdout: real.stdout, exitCode: ours.exitCode, exchanges: [...recorded] });
      } else {
        different += 1;
        report(argv, real, ours);
      }
    }
    await writeGoldens(goldens);
    console.log(`${goldens.length} the same, ${different} different`);
    return different === 0 ? 0 : 1;
  } finally {
    await proxy.close();
    moto.process.kill();
    await rm(folder, { recursive: true });
  }
}

async function startMoto() {
  const port = await freePort();
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await fetch(`${url}/moto-api/data.json`).catch(() => null);
    if (answer?.ok) return { url, process: child };
    await delay(200);
  }
  throw new Error('moto_server did not start');
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function realAws(argv: readonly string[], endpoint: string, folder: string): Promise<Ran> {
  const env = { ...process.env, ...FAKE_ENV, AWS_CONFIG_FILE: join(folder, 'config'), AWS_PAGER: '' };
  return new Promise((resolve) => {
    execFile('aws', [...argv, '--endpoint-url', endpoint], { env }, (error, stdout, stderr) => {
      resolve({ exitCode: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}

function report(argv: readonly string[], real: Ran, ours: Ran): void {
  console.log(`\n--- aws ${argv.join(' ')}`);
  console.log(`real (${real.exitCode}): ${real.stdout}${real.stderr}`);
  console.log(`ours (${ours.exitCode}): ${ours.stdout}${ours.stderr}`);
}

async function writeGoldens(goldens: readonly Golden[]): Promise<void> {
  const folder = new URL('goldens/', FIXTURES);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const service of new Set(goldens.map(({ argv }) => argv[0] ?? ''))) {
    const group = goldens.filter(({ argv }) => argv[0] === service);
    await writeFile(new URL(`${service}.json`, folder), `${JSON.stringify(group, null, 1)}\n`);
  }
}

process.exitCode = await main();
