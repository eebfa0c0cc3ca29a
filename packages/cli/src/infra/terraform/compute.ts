import { type Exporting, identifierOf } from '../values.ts';
import type { Resources } from './terraform.ts';

export function compute({ stack, sayAll, refer }: Exporting): Resources {
  const cluster = refer({ ref: 'cluster', id: stack.cluster.id, attribute: 'arn' });
  const resources: Resources = {
    aws_ecs_cluster: { [identifierOf(stack.cluster.id)]: { name: stack.cluster.name } },
    aws_cloudwatch_log_group: {},
    aws_ecr_repository: {},
    aws_ecs_task_definition: {},
    aws_ecs_service: {},
    aws_appautoscaling_target: {},
    aws_appautoscaling_policy: {},
  };
  for (const { id, name } of stack.repositories) {
    resources.aws_ecr_repository[identifierOf(id)] = { name, image_scanning_configuration: { scan_on_push: true } };
  }
  for (const service of stack.services) {
    const key = identifierOf(service.id);
    const groups = stack.targetGroups.filter((group) => group.service === service.id);
    resources.aws_cloudwatch_log_group[key] = { name: service.logGroup, retention_in_days: 30 };
    resources.aws_ecs_task_definition[key] = {
      family: service.name,
      cpu: String(service.cpu),
      memory: String(service.memory),
      network_mode: 'awsvpc',
      requires_compatibilities: ['FARGATE'],
      execution_role_arn: '${var.execution_role_arn}',
      task_role_arn: '${var.task_role_arn}',
      container_definitions: `\${jsonencode([${JSON.stringify({
        name: service.container,
        image: service.repository === undefined ? `\${var.image_${key}}` : `\${aws_ecr_repository.${identifierOf(service.repository)}.repository_url}:\${var.image_tag}`,
        essential: true,
        portMappings: [{ containerPort: service.port }],
        environment: Object.entries(sayAll(service.environment)).map(([envName, value]) => ({ name: envName, value })),
        healthCheck: {
          command: ['CMD-SHELL', `wget -qO- http://127.0.0.1:${service.port}${service.healthPath} || exit 1`],
          interval: service.healthIntervalSeconds,
          startPeriod: service.healthGraceSeconds,
        },
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': service.logGroup, 'awslogs-region': stack.region, 'awslogs-stream-prefix': service.container },
        },
      })}])}`,
    };
    resources.aws_ecs_service[key] = {
      name: service.name,
      cluster,
      launch_type: 'FARGATE',
      task_definition: `\${aws_ecs_task_definition.${key}.arn}`,
      desired_count: service.desiredCount,
      deployment_minimum_healthy_percent: service.minimumHealthyPercent,
      deployment_maximum_percent: service.maximumPercent,
      enable_execute_command: true,
      ...(groups.length > 0 && { health_check_grace_period_seconds: service.healthGraceSeconds }),
      ...(service.circuitBreaker && { deployment_circuit_breaker: { enable: true, rollback: service.circuitBreaker.rollback } }),
      network_configuration: {
        subnets: '${var.subnet_ids}',
        security_groups: service.securityGroups.map((id) => refer({ ref: 'securityGroup', id, attribute: 'id' })),
      },
      load_balancer: groups.map((group) => ({
        target_group_arn: refer({ ref: 'targetGroup', id: group.id, attribute: 'arn' }),
        container_name: service.container,
        container_port: service.port,
      })),
      // The count is the scaling's to set once the service is there.
      ...(service.scaling && { lifecycle: { ignore_changes: ['desired_count'] } }),
    };
    addScaling(resources, { service, clusterName: stack.cluster.name, key });
  }
  return resources;
}
