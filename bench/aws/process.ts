/**
 * `steady aws` as a process of its own against the installed `aws`: same commands, same standard output?, times.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { median } from '../median.ts';
import type { Site } from './site.ts';

const run = promisify(execFile);
const ROUNDS = 7;
const STEADY = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'bin', 'steady.js');

export async function benchProcess({ aws, env, range }: Site): Promise<void> {
  const ratios: number[] = [];
  for (const argv of commands(range.outputs)) {
    const full = [...argv, '--endpoint-url', range.endpoint];
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
