import type { Ref, Stack } from '@steadyhand/contracts';
import type { Exporting } from '../exporting.ts';
import { isMade } from '../facts/secrets.ts';
import { attributeMissing, find } from '../find.ts';
import { snakeCase } from '../names.ts';
import { Template } from '../tree.ts';

type Attributes = Readonly<Record<string, Template>>;
type Table = { readonly [Kind in Ref['ref']]: (id: string, exporting: Exporting) => Attributes };

/** An attribute of one of the export's own resources. */
export function of(type: string, id: string, attribute: string): Template {
  return new Template(`\${${type}.${snakeCase(id)}.${attribute}}`);
}

/** A variable of the export. */
export function variable(name: string): Template {
  return new Template(`\${var.${snakeCase(name)}}`);
}

export const ACCOUNT = new Template('${data.aws_caller_identity.current.account_id}');

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
    url: variable(`url-${id}`),
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
    value: isMade(value) ? text`${said(say(value))}` : variable(`secret-${id}`),
  };
}
