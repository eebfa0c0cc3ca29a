import { createHash } from 'node:crypto';
import type { Stack } from '@steadyhand/contracts';
import { loadBalancerZoneId } from './load-balancer-zones.ts';

/** At which clients reach databases and caches, whatever port the servers have on this machine. */
export const POSTGRES_PORT = 5432;
export const REDIS_PORT = 6379;

/** Names and ARNs as AWS forms them. What AWS draws at random is derived from the name here, so that it stays the same. */
export interface Names {
  readonly account: string;
  readonly region: string;
  cluster(): string;
  service(name: string): string;
  task(id: string): string;
  taskDefinition(family: string, revision: number): string;
  loadBalancer(name: string): string;
  loadBalancerDns(name: string): string;
  /** Of the zone in which load balancers of the region have their names. */
  loadBalancerZoneId(): string;
  listener(loadBalancer: string, port: number): string;
  rule(loadBalancer: string, port: number, index: number): string;
  targetGroup(name: string): string;
  database(identifier: string): string;
  databaseEndpoint(identifier: string): string;
  databaseSnapshot(name: string): string;
  replicationGroup(id: string): string;
  cacheCluster(id: string): string;
  cacheEndpoint(id: string): string;
  queue(name: string): string;
  repository(name: string): string;
  repositoryUri(name: string): string;
  /** Of the certificate of a load balancer. */
  certificate(loadBalancer: string): string;
  webAcl(name: string): string;
  ipSet(name: string): string;
  hostedZoneId(name: string): string;
  /** Of the one health check that a zone of the stack has. */
  healthCheckId(zone: string): string;
  securityGroupId(name: string): string;
  bucket(name: string): string;
  backupVault(name: string, region?: string): string;
  proxy(name: string): string;
  proxyEndpoint(name: string): string;
  proxyTargetGroup(name: string): string;
}

export function namesOf(stack: Stack, account: string): Names {
  const { region } = stack;
  const seed = `${stack.project}/${stack.name}`;
  const digest = (...parts: (string | number)[]) =>
    createHash('sha256')
      .update([seed, ...parts].join('/'))
      .digest();
  const hex = (length: number, ...parts: (string | number)[]) =>
    digest(...parts)
      .toString('hex')
      .slice(0, length);
  const letters = (length: number, ...parts: string[]) =>
    BigInt(`0x${hex(32, ...parts)}`)
      .toString(36)
      .padStart(length, '0')
      .slice(-length);
  const number = (...parts: string[]) => String(1_000_000_000 + (digest(...parts).readUInt32BE() % 1_000_000_000));
  const uuid = (...parts: string[]) => hex(32, ...parts).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
  const elb = (resource: string) => arn('elasticloadbalancing', resource);
  const balancerPath = (name: string) => `app/${name}/${hex(16, 'lb', name)}`;
  const listenerPath = (name: string, port: number) => `${balancerPath(name)}/${hex(16, 'listener', name, port)}`;
  return {
    account,
    region,
    cluster: () => arn('ecs', `cluster/${stack.cluster.name}`),
    service: (name) => arn('ecs', `service/${stack.cluster.name}/${name}`),
    task: (id) => arn('ecs', `task/${stack.cluster.name}/${id}`),
    taskDefinition: (family, revision) => arn('ecs', `task-definition/${family}:${revision}`),
    loadBalancer: (name) => elb(`loadbalancer/${balancerPath(name)}`),
    loadBalancerDns: (name) => `${name}-${number('dns', name)}.${region}.elb.amazonaws.com`,
    loadBalancerZoneId: () => loadBalancerZoneId(region),
    listener: (name, port) => elb(`listener/${listenerPath(name, port)}`),
    rule: (name, port, index) => elb(`listener-rule/${listenerPath(name, port)}/${hex(16, 'rule', name, port, index)}`),
    targetGroup: (name) => elb(`targetgroup/${name}/${hex(16, 'tg', name)}`),
    database: (identifier) => arn('rds', `db:${identifier}`),
    databaseSnapshot: (name) => arn('rds', `snapshot:${name}`),
    databaseEndpoint: (identifier) => `${identifier}.c${letters(11, 'rds')}.${region}.rds.amazonaws.com`,
    replicationGroup: (id) => arn('elasticache', `replicationgroup:${id}`),
    cacheCluster: (id) => arn('elasticache', `cluster:${id}`),
    cacheEndpoint: (id) => `${id}.${letters(6, 'cache')}.ng.0001.${shortRegion(region)}.cache.amazonaws.com`,
    queue: (name) => arn('sqs', name),
    repository: (name) => arn('ecr', `repository/${name}`),
    repositoryUri: (name) => `${account}.dkr.ecr.${region}.amazonaws.com/${name}`,
    certificate: (name) => arn('acm', `certificate/${uuid('certificate', name)}`),
    webAcl: (name) => arn('wafv2', `regional/webacl/${name}/${uuid('web-acl', name)}`),
    ipSet: (name) => arn('wafv2', `regional/ipset/${name}/${uuid('ip-set', name)}`),
    healthCheckId: (zone) => uuid('health-check', zone),
    hostedZoneId: (name) => `Z${letters(20, 'zone', name).toUpperCase()}`,
    securityGroupId: (name) => `sg-${hex(17, 'security-group', name)}`,
    bucket: (name) => `arn:aws:s3:::${name}`,
    backupVault: (name, vaultRegion = region) => `arn:aws:backup:${vaultRegion}:${account}:backup-vault:${name}`,
    proxy: (name) => arn('rds', `db-proxy:prx-${hex(17, 'proxy', name)}`),
    proxyTargetGroup: (name) => arn('rds', `target-group:prx-tg-${hex(17, 'proxy-target-group', name)}`),
    proxyEndpoint: (name) => `${name}.proxy-c${letters(11, 'rds')}.${region}.rds.amazonaws.com`,
  };
}

/** `us-east-1` → `use1`, as in ElastiCache's endpoints. */
function shortRegion(region: string): string {
  const [area = '', direction = '', number = ''] = region.split('-');
  return `${area}${direction.replace(/[a-z]+/, (word) => word[0] ?? '')}${number}`;
}

/** Number of the node in a cluster of one. */
export const CACHE_NODE = '0001';

/** The one cluster of a replication group. */
export function cacheMember(replicationGroupId: string): string {
  return `${replicationGroupId}-001`;
}

/** What CloudWatch's dimensions call a load balancer or target group. */
export function arnSuffix(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1).replace(/^loadbalancer\//, '');
}
