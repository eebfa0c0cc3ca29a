/**
 * Records packages/aws/fixtures/goldens/: what the real AWS CLI prints for the commands of fixtures/moto-cases.json
 * against moto, beside the HTTP that our own interpreter exchanged for the same command; with the word `range`, for
 * those of fixtures/range-cases.json against the range that `steady range env` names.
 *
 *     npx tsx --conditions=@steadyhand/source scripts/record-aws-goldens.ts [range]
 *
 * Needs Pythons that can import version 1 and version 2 of `awscli` (Debian's package is version 2), and for moto
 * `moto_server` and libfaketime:
 *
 *     AWS1_PYTHON=python3 AWS2_PYTHON=/usr/bin/python3 AWS2_PYTHONPATH=… LIBFAKETIME=…/libfaketime.so.1
 *
 * The two CLIs and ours each talk to a server of their own, which started alike. Version 2 decides; version 1 where a case
 * says so, because its models are newer. ONLY=ecs takes the cases of one service, and writes nothing. Ends with 1 when
 * an output differs and the case gives no reason, or gives one and does not differ.
 */
import { readFile } from 'node:fs/promises';
import { type Exchange, startProxy } from '../packages/aws/src/testing/exchanges.ts';
import { FAKE_ENV, type Golden, inFiles, type Ran, runFake } from '../packages/aws/src/testing/golden.ts';
import { type Case, type Cases, type Difference, readCases, wordsOf } from './aws-goldens/cases.ts';
import { type Moto, startMoto } from './aws-goldens/moto.ts';
import { type RealAws, startRealAws } from './aws-goldens/real-aws.ts';
import { writeGoldens } from './aws-goldens/write.ts';

const FIXTURES = new URL('../packages/aws/fixtures/', import.meta.url);
const PROXY_PORT = 45_566;

/** Where the commands go: the same server for all, or one each. */
interface World {
  env: Readonly<Record<string, string>>;
  real: string;
  ours: string;
  /** Makes both servers' next ids the same. */
  align(number: number): Promise<void>;
  close(): void;
}

async function motoWorld(): Promise<World> {
  const faketime = process.env.LIBFAKETIME ?? '';
  const motos = await Promise.all([startMoto(faketime), startMoto(faketime)]);
  const [real, ours] = motos;
  const each = (work: (moto: Moto) => unknown) => Promise.all(motos.map(work));
  return {
    env: FAKE_ENV,
    real: real.url,
    ours: ours.url,
    align: async (number) => void (await each((moto) => moto.seed(number))),
    close: () => void each((moto) => moto.close()),
  };
}

function rangeWorld(): World {
  const { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION } = process.env;
  if (!url || !AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY || !AWS_REGION)
    throw new Error('first: eval "$(steady range env)"');
  const env = { ...FAKE_ENV, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_DEFAULT_REGION: AWS_REGION };
  return { env, real: url, ours: url, align: async () => {}, close: () => {} };
}

interface Recorder {
  world: World;
  clis: ReadonlyMap<1 | 2, RealAws>;
  proxy: { url: string; to(upstream: string): void };
  recorded: Exchange[];
  config: string;
}

async function main(): Promise<number> {
  const name = process.argv[2] === 'range' ? 'range' : 'moto';
  const world = name === 'range' ? rangeWorld() : await motoWorld();
  const { AWS1_PYTHON, AWS2_PYTHON, AWS2_PYTHONPATH, ONLY } = process.env;
  const clis = new Map([
    [1, await startRealAws(AWS1_PYTHON ?? 'python3')],
    [2, await startRealAws(AWS2_PYTHON ?? '/usr/bin/python3', AWS2_PYTHONPATH)],
  ] as const);
  const recorded: Exchange[] = [];
  let upstream = world.real;
  const server = await startProxy(() => upstream, { keep: (exchange) => recorded.push(exchange), port: PROXY_PORT });
  const to = (url: string) => {
    upstream = url;
  };
  const proxy = { url: server.url, to };
  const recorder = { world, clis, proxy, recorded, config: new URL('aws-config', FIXTURES).pathname };
  try {
    const cases = readCases(await readFile(new URL(`${name}-cases.json`, FIXTURES), 'utf8'));
    return await recordAll(recorder, cases, { name, only: ONLY });
  } finally {
    await server.close();
    for (const cli of clis.values()) cli.close();
    world.close();
  }
}

async function recordAll(
  recorder: Recorder,
  { setup, cases }: Cases,
  { name, only }: { name: string; only: string | undefined },
): Promise<number> {
  const variables = await prepare(recorder, setup);
  const goldens: Golden[] = [];
  const differences: Difference[] = [];
  let wrong = 0;
  for (const [number, one] of cases.entries()) {
    const argv = wordsOf(one.argv, variables);
    if (only !== undefined && argv[0] !== only) continue;
    const compared = await compare(recorder, { ...one, argv }, 1000 + number);
    if (compared.same) goldens.push(compared.golden);
    else if (one.differs !== undefined) {
      const { stdout, exitCode } = compared.ours;
      differences.push({
        argv,
        reason: one.differs,
        real: compared.golden.stdout,
        ours: stdout,
        exitCodes: [compared.golden.exitCode, exitCode],
      });
    }
    if (compared.same === (one.differs === undefined)) continue;
    wrong += 1;
    report(compared);
  }
  console.log(`${goldens.length} the same, ${differences.length} differ for a reason, ${wrong} must be looked at`);
  if (only === undefined) await writeGoldens(new URL('goldens/', FIXTURES), { name, goldens, differences });
  return wrong === 0 ? 0 : 1;
}

/** Both servers get what the cases are about. */
async function prepare({ world, proxy }: Recorder, setup: Cases['setup']): Promise<Record<string, string>> {
  const variables: Record<string, string> = { url: proxy.url };
  for (const [number, { argv, set }] of setup.entries()) {
    await world.align(number + 1);
    for (const url of new Set([world.real, world.ours])) {
      proxy.to(url);
      const ran = await runFake({ argv: wordsOf(argv, variables) }, proxy.url, world.env);
      if (ran.exitCode !== 0) throw new Error(`${argv.join(' ')}: ${ran.stderr}`);
      if (set !== undefined) variables[set] = ran.stdout.trim();
    }
  }
  return variables;
}

interface Compared {
  same: boolean;
  golden: Golden;
  ours: Ran;
  stderr: string;
}

async function compare(recorder: Recorder, one: Case, seed: number): Promise<Compared> {
  const { world, proxy, recorded } = recorder;
  await world.align(seed);
  proxy.to(world.real);
  const real = await runReal(recorder, one);
  proxy.to(world.ours);
  recorded.length = 0;
  const ours = await runFake(one, proxy.url, world.env);
  const { stdout, files, version } = real;
  // Version 1 has other exit codes for the same failures.
  const exitCode = one.by === 1 && real.code !== 0 && ours.exitCode !== 0 ? ours.exitCode : real.code;
  // The real CLI moves many objects at once, in the order in which they end.
  const sorted = (text: string) => (one.argv[0] === 's3' ? text.split('\n').sort().join('\n') : text);
  const golden: Golden = {
    argv: one.argv,
    ...(one.stdin === undefined ? {} : { stdin: one.stdin }),
    stdout: sorted(stdout) === sorted(ours.stdout) ? ours.stdout : stdout,
    exitCode,
    by: version,
    ...(Object.keys(files).length === 0 ? {} : { files }),
    exchanges: [...recorded],
  };
  const same =
    ours.stdout === golden.stdout && ours.exitCode === exitCode && JSON.stringify(ours.files) === JSON.stringify(files);
  return { same, golden, ours, stderr: real.stderr };
}

async function runReal({ world, clis, proxy, config }: Recorder, { argv, stdin = '', by = 2 }: Case) {
  const cli = clis.get(by);
  if (!cli) throw new Error(`no version ${by}`);
  const env = { ...world.env, PATH: process.env.PATH ?? '', AWS_CONFIG_FILE: config, AWS_PAGER: '', LANG: 'C.UTF-8' };
  const ran = await inFiles((cwd) =>
    cli.run({ argv: [...argv, '--endpoint-url', proxy.url], env: { ...env, HOME: cwd }, cwd, stdin }),
  );
  const stdout = argv[0] === 's3' ? withoutProgress(ran.stdout) : ran.stdout;
  return { ...ran, stdout, version: cli.version };
}

/** How far a transfer is, how fast, and the blanks that wipe that out again. */
function withoutProgress(text: string): string {
  return text
    .replaceAll(/^[^\n]*\r/gm, '')
    .replaceAll(/ +$/gm, '')
    .replace(/^\n$/, '');
}

function report({ golden, ours, stderr }: Compared): void {
  console.log(`\n--- aws ${golden.argv.join(' ')}`);
  console.log(
    `real (${golden.exitCode}, ${golden.by}): ${golden.stdout}${stderr}${JSON.stringify(golden.files ?? {})}`,
  );
  console.log(`ours (${ours.exitCode}): ${ours.stdout}${ours.stderr}${JSON.stringify(ours.files)}`);
}

process.exitCode = await main();
