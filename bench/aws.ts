/**
 * `steady aws` against the installed `aws`, side by side on a range: same commands, same standard output?, times.
 *
 * What it does not measure: the network of a real account, where both wait the same for every answer; the real aws is
 * whichever is on PATH, called directly and not through a version manager's shim where the shim can be seen through.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadStack, startRange } from '@steadyhand/range';

const run = promisify(execFile);
const ROUNDS = 7;
const STEADY = join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'steady.js');

export async function bench(): Promise<void> {
  const aws = realAws();
  if (aws === null) {
    console.error('There is no aws on PATH: nothing to compare with.');
    process.exitCode = 2;
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'steady-bench-'));
  const systemFolder = join(import.meta.dirname, '..', 'systems', 'realtime-chat');
  const stack = await loadStack(join(systemFolder, 'stack.ts'), join(folder, 'cache'));
  const range = await startRange({
    name: `bench-${process.pid}`,
    system: 'realtime-chat',
    systemFolder,
    stack,
    speed: 1,
    stateFolder: join(folder, 'state'),
    cacheFolder: join(folder, 'cache'),
  });
  try {
    const { endpoint, region, credentials, outputs } = range.description;
    // Version 1 prints timestamps as the service sent them unless told otherwise; version 2 prints ISO 8601.
    await writeFile(join(folder, 'config'), '[default]\ncli_timestamp_format = iso8601\n');
    const env = {
      PATH: process.env.PATH,
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_DEFAULT_REGION: region,
    };
    const ratios: number[] = [];
    for (const argv of commands(outputs)) {
      const full = [...argv, '--endpoint-url', endpoint];
      const ours = await measure(process.execPath, [STEADY, 'aws', ...full], env);
      const theirs = await measure(aws, full, env);
      ratios.push(theirs.ms / ours.ms);
      const same = ours.stdout === theirs.stdout ? 'same output' : 'OUTPUT DIFFERS';
      if (ours.stdout !== theirs.stdout) process.exitCode = 1;
      console.log(
        `${same}  aws ${theirs.ms.toFixed(0)} ms  steady aws ${ours.ms.toFixed(0)} ms  ${argv.slice(0, 2).join(' ')}`,
      );
    }
    console.log(`ratio aws-process: ${median(ratios).toFixed(1)}`);
  } finally {
    await range.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Five commands of the runbook. */
function commands(outputs: Readonly<Record<string, string>>): string[][] {
  const { ecsClusterName = '', workersServiceName = '', pushQueueUrl = '', realtimeTargetGroupArn = '' } = outputs;
  return [
    `ecs describe-services --cluster ${ecsClusterName} --services ${workersServiceName} --output table --query services[*].{name:serviceName,desired:desiredCount,running:runningCount,status:status}`,
    `sqs get-queue-attributes --queue-url ${pushQueueUrl} --attribute-names ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible`,
    `elbv2 describe-target-health --target-group-arn ${realtimeTargetGroupArn} --query TargetHealthDescriptions[*].{target:Target.Id,health:TargetHealth.State,reason:TargetHealth.Reason}`,
    'rds describe-db-instances --output table --query DBInstances[*].{id:DBInstanceIdentifier,status:DBInstanceStatus,class:DBInstanceClass}',
    `ecs list-tasks --cluster ${ecsClusterName} --service-name ${workersServiceName}`,
  ].map((line) => line.split(' '));
}

async function measure(
  program: string,
  argv: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ ms: number; stdout: string }> {
  const times: number[] = [];
  let stdout = '';
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    stdout = (await run(program, argv, { env })).stdout;
    // The first round warms the caches of both.
    if (round > 0) times.push(performance.now() - start);
  }
  return { ms: median(times), stdout };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The installed aws itself: a version manager's shim would add its own start to every call. */
function realAws(): string | null {
  for (const probe of [
    ['pyenv', 'which', 'aws'],
    ['which', 'aws'],
  ] as const) {
    try {
      const [program, ...argv] = probe;
      return execFileSync(program, argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      // The next way to find it.
    }
  }
  return null;
}
