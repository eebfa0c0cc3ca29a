import type { Ref, Stack } from '@steadyhand/contracts';
import type { Exporting } from '../exporting.ts';
import { isMade } from '../facts/secrets.ts';
import { attributeMissing, find } from '../find.ts';
import { pascalCase } from '../names.ts';
import { Template } from '../tree.ts';
import { type LogicalKind, logicalId } from './logical-id.ts';

type Attributes = Readonly<Record<string, Template>>;
type Table = { readonly [Kind in Ref['ref']]: (id: string, exporting: Exporting) => Attributes };

/** What `Ref` gives of one of the template's own resources. */
export function of(kind: LogicalKind, id: string): Template {
  return expression(logicalId(kind, id));
}

/** What `Fn::GetAtt` gives of one of the template's own resources. */
export function get(kind: LogicalKind, id: string, attribute: string): Template {
  return expression(`${logicalId(kind, id)}.${attribute}`);
}

function expression(text: string): Template {
  return new Template(`\${${text}}`);
}

export function parameter(name: string): Template {
  return expression(pascalCase(name));
}

export const ACCOUNT = expression('AWS::AccountId');
const PARTITION = expression('AWS::Partition');
const REGION = expression('AWS::Region');

/** An attribute as a template in `region` can say it. */
export function cloudFormationAttribute(ref: Ref, exporting: Exporting, region: string): Template {
  const { stack } = exporting;
  if (ref.ref === 'cluster' && ref.id !== stack.cluster.id) throw attributeMissing(ref);
  if (ref.ref !== 'cluster' && ref.ref !== 'logGroup') find(stack, ref.ref, ref.id);
  const home = homeOf(stack, ref);
  const attributes =
    home === region
      ? TABLE[ref.ref](ref.id, exporting)
      : ref.ref === 'backupVault'
        ? vaultByName(ref.id, exporting)
        : null;
  if (attributes === null) return parameter(foreignName(ref));
  const found = attributes[ref.attribute];
  if (found) return found;
  throw attributeMissing(ref);
}

/** Name of the parameter by which a template is told of a resource in another region. */
export function foreignName({ ref, id, attribute }: Ref): string {
  return `${ref}-${id}-${attribute}`;
}

export function homeOf(stack: Stack, { ref, id }: Ref): string {
  return (ref === 'backupVault' ? find(stack, ref, id).region : undefined) ?? stack.region;
}

/** What each attribute of a stack's resource is in CloudFormation. */
const TABLE: Table = {
  cluster: (id) => ({ name: of('Cluster', id), arn: get('Cluster', id, 'Arn') }),
  service: (id) => ({ name: get('Service', id, 'Name'), arn: of('Service', id) }),
  repository: (id) => ({
    name: of('Repository', id),
    arn: get('Repository', id, 'Arn'),
    uri: get('Repository', id, 'RepositoryUri'),
  }),
  loadBalancer: (id) => ({
    name: get('LoadBalancer', id, 'LoadBalancerName'),
    arn: of('LoadBalancer', id),
    arnSuffix: get('LoadBalancer', id, 'LoadBalancerFullName'),
    dnsName: get('LoadBalancer', id, 'DNSName'),
  }),
  targetGroup: (id) => ({
    name: get('TargetGroup', id, 'TargetGroupName'),
    arn: of('TargetGroup', id),
    arnSuffix: get('TargetGroup', id, 'TargetGroupFullName'),
  }),
  webAcl: (id, { stack, text }) => ({ name: text`${find(stack, 'webAcl', id).name}`, arn: get('WebAcl', id, 'Arn') }),
  hostedZone: (id, { stack, text }) => ({
    name: text`${find(stack, 'hostedZone', id).name}`,
    id: of('HostedZone', id),
    ...(find(stack, 'hostedZone', id).healthCheck && { healthCheckId: of('HealthCheck', id) }),
  }),
  securityGroup: (id, { stack, text }) => ({
    name: text`${find(stack, 'securityGroup', id).name}`,
    id: get('SecurityGroup', id, 'GroupId'),
  }),
  queue: (id) => ({ name: get('Queue', id, 'QueueName'), arn: get('Queue', id, 'Arn'), url: of('Queue', id) }),
  bucket: (id) => ({ name: of('Bucket', id), arn: get('Bucket', id, 'Arn') }),
  backupVault: (id, { stack, text }) => ({
    name: get('BackupVault', id, 'BackupVaultName'),
    arn: get('BackupVault', id, 'BackupVaultArn'),
    region: text`${find(stack, 'backupVault', id).region ?? stack.region}`,
  }),
  athena: (id, { stack, text }) => ({
    workGroup: text`${find(stack, 'athena', id).workGroup}`,
    database: of('AthenaDatabase', id),
  }),
  dependency: (id, { stack, text, input }) => ({
    url: input(`${id}-url`),
    host: text`${find(stack, 'dependency', id).host}`,
  }),
  logGroup: (name) => ({ name: of('LogGroup', name) }),
  secret: secretAttributes,
  database: databaseAttributes,
  cache: cacheAttributes,
};

/** The vault of another region: its name is known before it is there. */
function vaultByName(id: string, { stack, text }: Exporting): Attributes {
  const { name, region = stack.region } = find(stack, 'backupVault', id);
  return {
    name: text`${name}`,
    arn: text`arn:${PARTITION}:backup:${region}:${ACCOUNT}:backup-vault:${name}`,
    region: text`${region}`,
  };
}

function secretAttributes(id: string, { stack, text, say, input }: Exporting): Attributes {
  const { name, value } = find(stack, 'secret', id);
  return {
    name: text`${name}`,
    arn: of('Secret', id),
    get value() {
      return isMade(value) ? text`${say(value)}` : input(`${id}-value`);
    },
  };
}

function databaseAttributes(id: string, { stack, text, input }: Exporting): Attributes {
  const { database, username, proxy } = find(stack, 'database', id);
  const password = input(`database-${id}-password`);
  const endpoint = get('Database', id, 'Endpoint.Address');
  const proxyEndpoint = get('DatabaseProxy', id, 'Endpoint');
  const url = (host: Template) => text`postgres://${encodeURIComponent(username)}:${password}@${host}:5432/${database}`;
  return {
    identifier: of('Database', id),
    arn: get('Database', id, 'DBInstanceArn'),
    endpoint,
    port: get('Database', id, 'Endpoint.Port'),
    database: text`${database}`,
    username: text`${username}`,
    password,
    url: url(endpoint),
    ...(proxy && { proxyEndpoint, proxyUrl: url(proxyEndpoint) }),
  };
}

function cacheAttributes(id: string, { stack, text, attribute }: Exporting): Attributes {
  const { authSecret, transitEncryption } = find(stack, 'cache', id);
  const group = of('Cache', id);
  const endpoint = get('Cache', id, 'PrimaryEndPoint.Address');
  const password = () => (authSecret === undefined ? text`` : attribute('secret', authSecret, 'value'));
  return {
    id: group,
    arn: text`arn:${PARTITION}:elasticache:${REGION}:${ACCOUNT}:replicationgroup:${group}`,
    endpoint,
    port: get('Cache', id, 'PrimaryEndPoint.Port'),
    get password() {
      return password();
    },
    get url() {
      const login = authSecret === undefined ? '' : text`default:${password()}@`;
      return text`${transitEncryption ? 'rediss' : 'redis'}://${login}${endpoint}:6379`;
    },
  };
}
