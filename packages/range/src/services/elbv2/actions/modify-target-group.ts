import type { ModifyTargetGroupInput, ModifyTargetGroupOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { targetGroupByArn } from '../find.ts';
import type { ElbWorld } from '../world.ts';
import { targetGroupShape } from './describe-target-groups.ts';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyTargetGroup.html */
const INTERVAL = { least: 5, most: 300 };
const THRESHOLD = { least: 2, most: 10 };

/** Changes how targets are checked; who is being checked is checked so from the next time on. */
export function modifyTargetGroup(world: ElbWorld, input: Checked<ModifyTargetGroupInput>): ModifyTargetGroupOutput {
  const { TargetGroupArn, HealthCheckPath, HealthCheckIntervalSeconds, ...rest } = input;
  const { HealthyThresholdCount, UnhealthyThresholdCount, ...others } = rest;
  const group = targetGroupByArn(world, TargetGroupArn);
  const other = Object.keys(others)[0];
  if (other) {
    const message = `elastic-load-balancing-v2 ModifyTargetGroup with ${other} is not implemented in this range.`;
    throw new AwsError('NotImplemented', message, 501);
  }
  if (HealthCheckPath !== undefined && !HealthCheckPath.startsWith('/')) {
    throw new AwsError('ValidationError', `Health check path '${HealthCheckPath}' must begin with a '/' character`);
  }
  checkBetween('Health check interval', HealthCheckIntervalSeconds, INTERVAL);
  checkBetween('Healthy threshold count', HealthyThresholdCount, THRESHOLD);
  checkBetween('Unhealthy threshold count', UnhealthyThresholdCount, THRESHOLD);
  group.modify({
    ...(HealthCheckPath !== undefined && { healthPath: HealthCheckPath }),
    ...(HealthCheckIntervalSeconds !== undefined && { intervalSeconds: HealthCheckIntervalSeconds }),
    ...(HealthyThresholdCount !== undefined && { healthyThreshold: HealthyThresholdCount }),
    ...(UnhealthyThresholdCount !== undefined && { unhealthyThreshold: UnhealthyThresholdCount }),
  });
  return { TargetGroups: [targetGroupShape(world, group)] };
}

function checkBetween(what: string, value: number | undefined, { least, most }: { least: number; most: number }): void {
  if (value === undefined || (value >= least && value <= most)) return;
  throw new AwsError('ValidationError', `${what} '${value}' must be between ${least} and ${most} inclusive`);
}
