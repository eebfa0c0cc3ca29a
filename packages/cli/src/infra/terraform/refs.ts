import type { Ref, Stack } from '@steadyhand/contracts';
import { SteadyError } from '@steadyhand/contracts';
import { byId, identifierOf } from '../values.ts';

type Attributes = Readonly<Record<string, string>>;

/** What each attribute of a stack's resource is to the AWS provider. */
export function terraformRef(stack: Stack): (ref: Ref) => string {
  return ({ ref, id, attribute }) => {
    const found = attributesOf(stack, { ref, id })[attribute];
    if (found !== undefined) return found.includes('${') || !/^[a-z]/.test(found) ? found : `\${${found}}`;
    throw new SteadyError('STACK_INVALID', { file: 'the stack', problems: `no ${ref}.${id}.${attribute} in Terraform` });
  };
}

function attributesOf(stack: Stack, { ref, id }: Pick<Ref, 'ref' | 'id'>): Attributes {
  const name = identifierOf(id);
  const of = (type: string, names: Readonly<Record<string, string>>): Attributes =>
    Object.fromEntries(Object.entries(names).map(([key, attribute]) => [key, `${type}.${name}.${attribute}`]));
  switch (ref) {
    case 'cluster':
      return of('aws_ecs_cluster', { name: 'name', arn: 'arn' });
    case 'service':
      return of('aws_ecs_service', { name: 'name', arn: 'id' });
    case 'repository':
      return of('aws_ecr_repository', { name: 'name', arn: 'arn', uri: 'repository_url' });
    case 'loadBalancer':
      return of('aws_lb', { name: 'name', arn: 'arn', arnSuffix: 'arn_suffix', dnsName: 'dns_name' });
    case 'targetGroup':
      return of('aws_lb_target_group', { name: 'name', arn: 'arn', arnSuffix: 'arn_suffix' });
    case 'webAcl':
      return of('aws_wafv2_web_acl', { name: 'name', arn: 'arn' });
    case 'hostedZone':
      return of('aws_route53_zone', { name: 'name', id: 'zone_id' });
    case 'securityGroup':
      return of('aws_security_group', { name: 'name', id: 'id' });
    case 'queue':
      return of('aws_sqs_queue', { name: 'name', arn: 'arn', url: 'url' });
    case 'secret':
      return { ...of('aws_secretsmanager_secret', { name: 'name', arn: 'arn' }), value: `var.secret_${name}` };
    case 'bucket':
      return of('aws_s3_bucket', { name: 'id', arn: 'arn' });
    case 'backupVault':
      return of('aws_backup_vault', { name: 'name', arn: 'arn' });
    case 'athena':
      return { ...of('aws_athena_workgroup', { workGroup: 'name' }), ...of('aws_glue_catalog_database', { database: 'name' }) };
    case 'dependency':
      return { url: `var.url_${name}` };
    case 'logGroup':
      return { name: id };
    case 'database':
      return databaseAttributes(stack, id);
    case 'cache':
      return cacheAttributes(stack, id);
  }
}

function databaseAttributes(stack: Stack, id: string): Attributes {
  const instance = `aws_db_instance.${identifierOf(id)}`;
  const spec = byId(stack.databases, id);
  const url = (host: string) =>
    `postgres://${spec?.username}:\${var.database_${identifierOf(id)}_password}@\${${host}}:5432/${spec?.database}`;
  const proxy = `aws_db_proxy.${identifierOf(id)}.endpoint`;
  return {
    identifier: `${instance}.identifier`,
    arn: `${instance}.arn`,
    endpoint: `${instance}.address`,
    port: '5432',
    database: `${instance}.db_name`,
    username: `${instance}.username`,
    password: `var.database_${identifierOf(id)}_password`,
    url: url(`${instance}.address`),
    ...(spec?.proxy && { proxyEndpoint: proxy, proxyUrl: url(proxy) }),
  };
}

function cacheAttributes(stack: Stack, id: string): Attributes {
  const group = `aws_elasticache_replication_group.${identifierOf(id)}`;
  const spec = byId(stack.caches, id);
  const password = spec?.authSecret === undefined ? '' : `\${var.secret_${identifierOf(spec.authSecret)}}`;
  const login = password === '' ? '' : `default:${password}@`;
  const endpoint = `${group}.primary_endpoint_address`;
  return {
    id: `${group}.id`,
    arn: `${group}.arn`,
    endpoint,
    port: '6379',
    password,
    url: `redis${spec?.transitEncryption ? 's' : ''}://${login}\${${endpoint}}:6379`,
  };
}
