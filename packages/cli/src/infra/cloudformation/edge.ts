import type { Stack } from '@steadyhand/contracts';
import { attributesOf, type Exporting } from '../exporting.ts';
import { healthTimeout } from '../facts/health.ts';
import { type Route, routesOf, TLS_POLICY } from '../facts/routes.ts';
import { find } from '../find.ts';
import type { Body, Resource } from '../tree.ts';
import { logicalId } from './logical-id.ts';
import { of } from './refs.ts';
import { pairs, resource } from './resource.ts';

type LoadBalancer = Stack['loadBalancers'][number];

export function loadBalancers(exporting: Exporting): Resource[] {
  return exporting.stack.loadBalancers.flatMap((balancer) => [
    loadBalancer(exporting, balancer),
    ...routesOf(balancer).flatMap((route) => listener(exporting, balancer, route)),
    ...association(exporting, balancer),
  ]);
}

export function targetGroups({ stack, input }: Exporting): Resource[] {
  return stack.targetGroups.map((group) =>
    resource('TargetGroup', group.id, {
      body: {
        Name: group.name,
        Port: find(stack, 'service', group.service).port,
        Protocol: 'HTTP',
        TargetType: 'ip',
        VpcId: input('vpc-id'),
        HealthCheckPath: group.healthPath,
        HealthCheckIntervalSeconds: group.intervalSeconds,
        HealthCheckTimeoutSeconds: healthTimeout(group.intervalSeconds),
        HealthyThresholdCount: group.healthyThreshold,
        UnhealthyThresholdCount: group.unhealthyThreshold,
        TargetGroupAttributes: pairs({
          'deregistration_delay.timeout_seconds': String(group.deregistrationDelaySeconds),
        }),
      },
    }),
  );
}

function loadBalancer(exporting: Exporting, { id, name, securityGroups, accessLogs }: LoadBalancer): Resource {
  const body = {
    Name: name,
    Type: 'application',
    Scheme: 'internet-facing',
    Subnets: exporting.input('public-subnet-ids'),
    SecurityGroups: securityGroups.map(attributesOf(exporting, 'securityGroup', 'id')),
    LoadBalancerAttributes: accessLogs && [
      { Key: 'access_logs.s3.enabled', Value: 'true' },
      { Key: 'access_logs.s3.bucket', Value: exporting.attribute('bucket', accessLogs.bucket, 'name') },
      { Key: 'access_logs.s3.prefix', Value: accessLogs.prefix },
    ],
  };
  // The load balancer tries to write at once.
  const attributes = accessLogs && { DependsOn: logicalId('BucketPolicy', accessLogs.bucket) };
  return resource('LoadBalancer', id, { body, ...(attributes && { attributes }) });
}

function listener(exporting: Exporting, { id }: LoadBalancer, { name, listener, rules }: Route): Resource[] {
  const { attribute, input } = exporting;
  const forward = (group: string): Body => ({
    Type: 'forward',
    TargetGroupArn: attribute('targetGroup', group, 'arn'),
  });
  const body: Body = {
    LoadBalancerArn: attribute('loadBalancer', id, 'arn'),
    Port: listener.port,
    Protocol: listener.protocol,
    ...(listener.protocol === 'HTTPS' && {
      Certificates: [{ CertificateArn: input('certificate-arn') }],
      SslPolicy: TLS_POLICY,
    }),
    DefaultActions: [
      listener.default === undefined
        ? { Type: 'fixed-response', FixedResponseConfig: { ContentType: 'text/plain', StatusCode: '404' } }
        : forward(listener.default),
    ],
  };
  const each = rules.map((rule) =>
    resource('ListenerRule', rule.name, {
      body: {
        ListenerArn: of('Listener', name),
        Priority: rule.priority,
        Actions: [forward(rule.targetGroup)],
        Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: rule.paths } }],
      },
    }),
  );
  return [resource('Listener', name, { body }), ...each];
}

function association({ attribute }: Exporting, { id, webAcl }: LoadBalancer): Resource[] {
  if (webAcl === undefined) return [];
  const body = {
    ResourceArn: attribute('loadBalancer', id, 'arn'),
    WebACLArn: attribute('webAcl', webAcl, 'arn'),
  };
  return [resource('WebAclAssociation', id, { body })];
}
