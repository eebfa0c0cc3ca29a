import type {
  DescribeTargetHealthInput,
  DescribeTargetHealthOutput,
  TargetHealth,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Checked } from '../../../wire/service.ts';
import type { TargetState } from '../../../world/target-group.ts';
import { targetGroupByArn } from '../find.ts';
import type { ElbWorld } from '../world.ts';

const HEALTH: Record<TargetState, TargetHealth> = {
  initial: {
    State: 'initial',
    Reason: 'Elb.RegistrationInProgress',
    Description: 'Target registration is in progress',
  },
  healthy: { State: 'healthy' },
  unhealthy: { State: 'unhealthy', Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' },
  draining: {
    State: 'draining',
    Reason: 'Target.DeregistrationInProgress',
    Description: 'Target deregistration is in progress',
  },
};

export function describeTargetHealth(
  world: ElbWorld,
  input: Checked<DescribeTargetHealthInput>,
): DescribeTargetHealthOutput {
  const group = targetGroupByArn(world, input.TargetGroupArn);
  const targets = [...group.targets.values()];
  const port = world.stack.services.find(({ id }) => id === group.spec.service)?.port;
  const descriptions = targets.map(({ address, state }) => ({
    Target: { Id: address.host, Port: address.port, AvailabilityZone: `${world.stack.region}a` },
    HealthCheckPort: String(port),
    TargetHealth: HEALTH[state],
  }));
  if (!input.Targets?.length) return { TargetHealthDescriptions: descriptions };
  return {
    TargetHealthDescriptions: input.Targets.map(
      (asked) =>
        descriptions.find(({ Target }) => Target.Id === asked.Id && (asked.Port ?? Target.Port) === Target.Port) ?? {
          Target: asked,
          TargetHealth: {
            State: 'unused',
            Reason: 'Target.NotRegistered',
            Description: 'Target is not registered to the target group',
          },
        },
    ),
  };
}
