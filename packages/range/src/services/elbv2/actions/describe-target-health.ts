import type {
  DescribeTargetHealthInput,
  DescribeTargetHealthOutput,
  TargetHealth,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Checked } from '../../../wire/service.ts';
import type { CheckFailure } from '../../../world/health.ts';
import type { Target } from '../../../world/target-group.ts';
import { targetGroupByArn } from '../find.ts';
import type { ElbWorld } from '../world.ts';

/** In the words of "Target health reason codes" of the Application Load Balancers' guide. */
export function healthOf({ state, failure }: Target): TargetHealth {
  switch (state) {
    case 'initial':
      return {
        State: state,
        Reason: 'Elb.RegistrationInProgress',
        Description: 'Target registration is in progress',
      };
    case 'healthy':
      return { State: state };
    case 'unhealthy':
      return { State: state, ...reasonOf(failure) };
    case 'draining':
      return {
        State: state,
        Reason: 'Target.DeregistrationInProgress',
        Description: 'Target deregistration is in progress',
      };
  }
}

function reasonOf(failure: CheckFailure | null): Pick<TargetHealth, 'Reason' | 'Description'> {
  if (failure === 'timeout') return { Reason: 'Target.Timeout', Description: 'Request timed out' };
  if (typeof failure !== 'number') return { Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' };
  return {
    Reason: 'Target.ResponseCodeMismatch',
    Description: `Health checks failed with these codes: [${failure}]`,
  };
}

export function describeTargetHealth(
  world: ElbWorld,
  input: Checked<DescribeTargetHealthInput>,
): DescribeTargetHealthOutput {
  const group = targetGroupByArn(world, input.TargetGroupArn);
  const targets = [...group.targets.values()];
  const port = world.stack.services.find(({ id }) => id === group.spec.service)?.port;
  const descriptions = targets.map((target) => ({
    Target: { Id: target.address.host, Port: target.address.port, AvailabilityZone: `${world.stack.region}a` },
    HealthCheckPort: String(port),
    TargetHealth: healthOf(target),
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
