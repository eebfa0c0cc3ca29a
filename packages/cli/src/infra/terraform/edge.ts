import type { Stack } from '@steadyhand/contracts';
import { attributesOf, type Exporting } from '../exporting.ts';
import { healthTimeout } from '../facts/health.ts';
import { type Route, routesOf, TLS_POLICY } from '../facts/routes.ts';
import { find } from '../find.ts';
import { snakeCase } from '../names.ts';
import type { Body, Resource } from '../tree.ts';
import { of } from './refs.ts';

type LoadBalancer = Stack['loadBalancers'][number];

export function loadBalancers(exporting: Exporting): Resource[] {
  return exporting.stack.loadBalancers.flatMap((balancer) => [
    loadBalancer(exporting, balancer),
    ...routesOf(balancer).flatMap((route) => listener(exporting, balancer, route)),
    ...association(exporting, balancer),
  ]);
}

export function targetGroups({ stack, input }: Exporting): Resource[] {
  return stack.targetGroups.map((group) => ({
    type: 'aws_lb_target_group',
    name: group.id,
    body: {
      name: group.name,
      port: find(stack, 'service', group.service).port,
      protocol: 'HTTP',
      target_type: 'ip',
      vpc_id: input('vpc-id'),
      deregistration_delay: group.deregistrationDelaySeconds,
      health_check: {
        path: group.healthPath,
        interval: group.intervalSeconds,
        timeout: healthTimeout(group.intervalSeconds),
        healthy_threshold: group.healthyThreshold,
        unhealthy_threshold: group.unhealthyThreshold,
      },
    },
  }));
}

function loadBalancer(exporting: Exporting, { id, name, securityGroups, accessLogs }: LoadBalancer): Resource {
  return {
    type: 'aws_lb',
    name: id,
    body: {
      name,
      load_balancer_type: 'application',
      internal: false,
      subnets: exporting.input('public-subnet-ids'),
      security_groups: securityGroups.map(attributesOf(exporting, 'securityGroup', 'id')),
      ...(accessLogs && {
        access_logs: {
          enabled: true,
          bucket: exporting.attribute('bucket', accessLogs.bucket, 'name'),
          prefix: accessLogs.prefix,
        },
        // The load balancer tries to write at once.
        depends_on: [`aws_s3_bucket_policy.${snakeCase(accessLogs.bucket)}`],
      }),
    },
  };
}

function listener(exporting: Exporting, { id }: LoadBalancer, { name, listener, rules }: Route): Resource[] {
  const { attribute, input } = exporting;
  const forward = (group: string): Body => ({
    type: 'forward',
    target_group_arn: attribute('targetGroup', group, 'arn'),
  });
  const body: Body = {
    load_balancer_arn: attribute('loadBalancer', id, 'arn'),
    port: listener.port,
    protocol: listener.protocol,
    ...(listener.protocol === 'HTTPS' && {
      certificate_arn: input('certificate-arn'),
      ssl_policy: TLS_POLICY,
    }),
    default_action:
      listener.default === undefined
        ? { type: 'fixed-response', fixed_response: { content_type: 'text/plain', status_code: '404' } }
        : forward(listener.default),
  };
  const each = rules.map((rule) => ({
    type: 'aws_lb_listener_rule',
    name: rule.name,
    body: {
      listener_arn: of('aws_lb_listener', name, 'arn'),
      priority: rule.priority,
      action: forward(rule.targetGroup),
      condition: { path_pattern: { values: rule.paths } },
    },
  }));
  return [{ type: 'aws_lb_listener', name, body }, ...each];
}

function association({ attribute }: Exporting, { id, webAcl }: LoadBalancer): Resource[] {
  if (webAcl === undefined) return [];
  const body = {
    resource_arn: attribute('loadBalancer', id, 'arn'),
    web_acl_arn: attribute('webAcl', webAcl, 'arn'),
  };
  return [{ type: 'aws_wafv2_web_acl_association', name: id, body }];
}
