import type { Ref } from '@steadyhand/contracts';
import type { Exporting } from '../exporting.ts';
import { isMade } from '../facts/secrets.ts';
import { attributeMissing, find } from '../find.ts';
import { snakeCase } from '../names.ts';
import { Template } from '../tree.ts';

type Attributes = Readonly<Record<string, Template>>;
type Table = { readonly [Kind in Ref['ref']]: (id: string, exporting: Exporting) => Attributes };

/** An attribute of one of the export's own resources. */
export function of(type: string, id: string, attribute: string): Template {
  return expression(`${type}.${snakeCase(id)}.${attribute}`);
}

function expression(text: string): Template {
  return new Template(`\${${text}}`);
}

/** A variable of the export. */
export function variable(name: string): Template {
  return expression(`var.${snakeCase(name)}`);
}

export const ACCOUNT = expression('data.aws_caller_identity.current.account_id');

export function terraformAttribute(ref: Ref, exporting: Exporting): Template {
  const { stack } = exporting;
  if (ref.ref === 'cluster' && ref.id !== stack.cluster.id) throw attributeMissing(ref);
  if (ref.ref !== 'cluster' && ref.ref !== 'logGroup') find(stack, ref.ref, ref.id);
  const found = TABLE[ref.ref](ref.id, exporting)[ref.attribute];
  if (found) return found;
  throw attributeMissing(ref);
}

/** What each attribute of a stack's resource is to the AWS provider. */
const TABLE: Table = {
  cluster: table('aws_ecs_cluster', { name: 'name', arn: 'arn' }),
  service: table('aws_ecs_service', { name: 'name', arn: 'id' }),
  repository: table('aws_ecr_repository', { name: 'name', arn: 'arn', uri: 'repository_url' }),
  loadBalancer: table('aws_lb', { name: 'name', arn: 'arn', arnSuffix: 'arn_suffix', dnsName: 'dns_name' }),
  targetGroup: table('aws_lb_target_group', { name: 'name', arn: 'arn', arnSuffix: 'arn_suffix' }),
  webAcl: table('aws_wafv2_web_acl', { name: 'name', arn: 'arn' }),
  hostedZone: (id, { stack }) => ({
    name: of('aws_route53_zone', id, 'name'),
    id: of('aws_route53_zone', id, 'zone_id'),
    ...(find(stack, 'hostedZone', id).healthCheck && { healthCheckId: of('aws_route53_health_check', id, 'id') }),
  }),
  securityGroup: table('aws_security_group', { name: 'name', id: 'id' }),
  queue: table('aws_sqs_queue', { name: 'name', arn: 'arn', url: 'url' }),
  bucket: table('aws_s3_bucket', { name: 'bucket', arn: 'arn' }),
  backupVault: (id, { stack }) => ({
    name: of('aws_backup_vault', id, 'name'),
    arn: of('aws_backup_vault', id, 'arn'),
    region: new Template(find(stack, 'backupVault', id).region ?? stack.region),
  }),
  athena: (id) => ({
    workGroup: of('aws_athena_workgroup', id, 'name'),
    database: of('aws_glue_catalog_database', id, 'name'),
  }),
  dependency: (id, { stack }) => ({
    url: variable(`${id}-url`),
    host: new Template(find(stack, 'dependency', id).host),
  }),
  logGroup: (name) => ({ name: of('aws_cloudwatch_log_group', name, 'name') }),
  secret: secretAttributes,
  database: databaseAttributes,
  cache: cacheAttributes,
};

function table(type: string, names: Readonly<Record<string, string>>) {
  return (id: string): Attributes =>
    Object.fromEntries(Object.entries(names).map(([name, attribute]) => [name, of(type, id, attribute)]));
}

function secretAttributes(id: string, { stack, text, say }: Exporting): Attributes {
  const { value } = find(stack, 'secret', id);
  return {
    name: of('aws_secretsmanager_secret', id, 'name'),
    arn: of('aws_secretsmanager_secret', id, 'arn'),
    get value() {
      return isMade(value) ? text`${say(value)}` : variable(`${id}-value`);
    },
  };
}

function databaseAttributes(id: string, { stack, text }: Exporting): Attributes {
  const { database, username, proxy } = find(stack, 'database', id);
  const password = variable(`database-${id}-password`);
  const endpoint = of('aws_db_instance', id, 'address');
  const proxyEndpoint = of('aws_db_proxy', id, 'endpoint');
  const url = (host: Template) => text`postgres://${encodeURIComponent(username)}:${password}@${host}:5432/${database}`;
  return {
    identifier: of('aws_db_instance', id, 'identifier'),
    arn: of('aws_db_instance', id, 'arn'),
    endpoint,
    port: of('aws_db_instance', id, 'port'),
    database: of('aws_db_instance', id, 'db_name'),
    username: of('aws_db_instance', id, 'username'),
    password,
    url: url(endpoint),
    ...(proxy && { proxyEndpoint, proxyUrl: url(proxyEndpoint) }),
  };
}

function cacheAttributes(id: string, { stack, text, attribute }: Exporting): Attributes {
  const { authSecret, transitEncryption } = find(stack, 'cache', id);
  const endpoint = of('aws_elasticache_replication_group', id, 'primary_endpoint_address');
  const scheme = transitEncryption ? 'rediss' : 'redis';
  const password = () => (authSecret === undefined ? text`` : attribute('secret', authSecret, 'value'));
  return {
    id: of('aws_elasticache_replication_group', id, 'replication_group_id'),
    arn: of('aws_elasticache_replication_group', id, 'arn'),
    endpoint,
    port: of('aws_elasticache_replication_group', id, 'port'),
    get password() {
      return password();
    },
    get url() {
      const login = authSecret === undefined ? '' : text`default:${password()}@`;
      return text`${scheme}://${login}${endpoint}:6379`;
    },
  };
}
