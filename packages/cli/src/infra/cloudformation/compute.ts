import type { Stack } from '@steadyhand/contracts';
import { attributesOf, type Exporting } from '../exporting.ts';
import { imageOf, logGroupsOf, targetGroupsOf, variablesOf } from '../facts/container.ts';
import { checkFargate } from '../facts/fargate.ts';
import { healthCommand } from '../facts/health.ts';
import { routesTo } from '../facts/routes.ts';
import type { Body, Resource } from '../tree.ts';
import { logicalId } from './logical-id.ts';
import { of } from './refs.ts';
import { resource } from './resource.ts';

type Service = Stack['services'][number];

export function cluster({ stack }: Exporting): Resource[] {
  return [resource('Cluster', stack.cluster.id, { body: { ClusterName: stack.cluster.name } })];
}

export function repositories({ stack }: Exporting): Resource[] {
  return stack.repositories.map(({ id, name }) => resource('Repository', id, { body: { RepositoryName: name } }));
}

export function services(exporting: Exporting): Resource[] {
  const { stack } = exporting;
  return [
    ...logGroupsOf(stack).map((name) => resource('LogGroup', name, { body: { LogGroupName: name } })),
    ...stack.services.flatMap((service) => [
      resource('TaskDefinition', service.id, { body: taskDefinition(exporting, service) }),
      serviceResource(exporting, service),
    ]),
  ];
}

function taskDefinition(exporting: Exporting, service: Service): Body {
  checkFargate(service);
  return {
    Family: service.name,
    Cpu: String(service.cpu),
    Memory: String(service.memory),
    NetworkMode: 'awsvpc',
    RequiresCompatibilities: ['FARGATE'],
    ExecutionRoleArn: exporting.input('execution-role-arn'),
    TaskRoleArn: exporting.input('task-role-arn'),
    ContainerDefinitions: [container(exporting, service)],
  };
}

function container(exporting: Exporting, service: Service): Body {
  const { plain, secret } = variablesOf(exporting, service);
  return {
    Name: service.container,
    Image: imageOf(exporting, service),
    Essential: true,
    PortMappings: [{ ContainerPort: service.port, Protocol: 'tcp' }],
    Environment: plain.map(({ name, value }) => ({ Name: name, Value: value })),
    Secrets: secret.map(({ name, id }) => ({ Name: name, ValueFrom: of('Secret', id) })),
    HealthCheck: {
      Command: healthCommand(service.port, service.healthPath),
      Interval: service.healthIntervalSeconds,
      StartPeriod: service.healthGraceSeconds,
    },
    LogConfiguration: {
      LogDriver: 'awslogs',
      Options: {
        'awslogs-group': exporting.attribute('logGroup', service.logGroup, 'name'),
        'awslogs-region': exporting.stack.region,
        'awslogs-stream-prefix': service.container,
      },
    },
  };
}

function serviceResource(exporting: Exporting, service: Service): Resource {
  const { stack, attribute, input } = exporting;
  const groups = targetGroupsOf(stack, service.id).map(({ id }) => id);
  const { listeners, rules } = routesTo(stack, groups);
  const dependsOn = [
    ...listeners.map((name) => logicalId('Listener', name)),
    ...rules.map((name) => logicalId('ListenerRule', name)),
  ];
  const body = {
    ServiceName: service.name,
    Cluster: attribute('cluster', stack.cluster.id, 'arn'),
    LaunchType: 'FARGATE',
    TaskDefinition: of('TaskDefinition', service.id),
    DesiredCount: startsScaled(service) ? undefined : service.desiredCount,
    DeploymentConfiguration: {
      MinimumHealthyPercent: service.minimumHealthyPercent,
      MaximumPercent: service.maximumPercent,
      DeploymentCircuitBreaker: service.circuitBreaker && { Enable: true, Rollback: service.circuitBreaker.rollback },
    },
    EnableExecuteCommand: service.executeCommand,
    HealthCheckGracePeriodSeconds: groups.length > 0 ? service.healthGraceSeconds : undefined,
    NetworkConfiguration: {
      AwsvpcConfiguration: {
        Subnets: input('private-subnet-ids'),
        SecurityGroups: service.securityGroups.map(attributesOf(exporting, 'securityGroup', 'id')),
      },
    },
    LoadBalancers: groups.map((id) => ({
      TargetGroupArn: attribute('targetGroup', id, 'arn'),
      ContainerName: service.container,
      ContainerPort: service.port,
    })),
  };
  return resource('Service', service.id, {
    body,
    attributes: { DependsOn: dependsOn.length > 0 ? dependsOn : undefined },
  });
}

/** A count that stands in a template is set back by every update; where scaling brings about the same one, it is left to it. */
function startsScaled({ scaling, desiredCount }: Service): boolean {
  return scaling?.minCapacity === desiredCount;
}
