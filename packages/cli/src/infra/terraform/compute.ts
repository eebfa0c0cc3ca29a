import type { Stack } from '@steadyhand/contracts';
import { attributesOf, type Exporting } from '../exporting.ts';
import { imageOf, logGroupsOf, targetGroupsOf, variablesOf } from '../facts/container.ts';
import { checkFargate } from '../facts/fargate.ts';
import { healthCommand } from '../facts/health.ts';
import { routesTo } from '../facts/routes.ts';
import { snakeCase } from '../names.ts';
import { type Body, JsonText, type Resource } from '../tree.ts';
import { of } from './refs.ts';

type Service = Stack['services'][number];

export function cluster({ stack }: Exporting): Resource[] {
  return [{ type: 'aws_ecs_cluster', name: stack.cluster.id, body: { name: stack.cluster.name } }];
}

export function repositories({ stack }: Exporting): Resource[] {
  return stack.repositories.map(({ id, name }) => ({ type: 'aws_ecr_repository', name: id, body: { name } }));
}

export function services(exporting: Exporting): Resource[] {
  const { stack } = exporting;
  return [
    ...logGroupsOf(stack).map((name) => ({ type: 'aws_cloudwatch_log_group', name, body: { name } })),
    ...stack.services.flatMap((service) => [
      { type: 'aws_ecs_task_definition', name: service.id, body: taskDefinition(exporting, service) },
      { type: 'aws_ecs_service', name: service.id, body: serviceBody(exporting, service) },
    ]),
  ];
}

function taskDefinition(exporting: Exporting, service: Service): Body {
  checkFargate(service);
  return {
    family: service.name,
    cpu: String(service.cpu),
    memory: String(service.memory),
    network_mode: 'awsvpc',
    requires_compatibilities: ['FARGATE'],
    execution_role_arn: exporting.input('execution-role-arn'),
    task_role_arn: exporting.input('task-role-arn'),
    container_definitions: new JsonText([container(exporting, service)]),
  };
}

/** A container definition of ECS' RegisterTaskDefinition. Secrets are named by their versions: a task needs their values. */
function container(exporting: Exporting, service: Service): Body {
  const { plain, secret } = variablesOf(exporting, service);
  return {
    name: service.container,
    image: imageOf(exporting, service),
    essential: true,
    portMappings: [{ containerPort: service.port, protocol: 'tcp' }],
    environment: plain,
    secrets: secret.map(({ name, id }) => ({ name, valueFrom: of('aws_secretsmanager_secret_version', id, 'arn') })),
    healthCheck: {
      command: healthCommand(service.port, service.healthPath),
      interval: service.healthIntervalSeconds,
      startPeriod: service.healthGraceSeconds,
    },
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': exporting.attribute('logGroup', service.logGroup, 'name'),
        'awslogs-region': exporting.stack.region,
        'awslogs-stream-prefix': service.container,
      },
    },
  };
}

function serviceBody(exporting: Exporting, service: Service): Body {
  const { stack, attribute, input } = exporting;
  const groups = targetGroupsOf(stack, service.id).map(({ id }) => id);
  const routes = routesTo(stack, groups);
  return {
    name: service.name,
    cluster: attribute('cluster', stack.cluster.id, 'arn'),
    launch_type: 'FARGATE',
    task_definition: of('aws_ecs_task_definition', service.id, 'arn'),
    desired_count: service.desiredCount,
    deployment_minimum_healthy_percent: service.minimumHealthyPercent,
    deployment_maximum_percent: service.maximumPercent,
    deployment_circuit_breaker: service.circuitBreaker && { enable: true, rollback: service.circuitBreaker.rollback },
    enable_execute_command: service.executeCommand,
    health_check_grace_period_seconds: groups.length > 0 ? service.healthGraceSeconds : undefined,
    network_configuration: {
      subnets: input('private-subnet-ids'),
      security_groups: service.securityGroups.map(attributesOf(exporting, 'securityGroup', 'id')),
    },
    load_balancer: groups.map((id) => ({
      target_group_arn: attribute('targetGroup', id, 'arn'),
      container_name: service.container,
      container_port: service.port,
    })),
    // Scaling sets the count once the service is there.
    lifecycle: service.scaling && { ignore_changes: ['desired_count'] },
    depends_on: [
      ...routes.listeners.map((name) => `aws_lb_listener.${snakeCase(name)}`),
      ...routes.rules.map((name) => `aws_lb_listener_rule.${snakeCase(name)}`),
    ],
  };
}
