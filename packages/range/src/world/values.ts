import { type Ref, type Stack, SteadyError, type Value } from '@steadyhand/contracts';
import { arnSuffix, type Names, POSTGRES_PORT, REDIS_PORT } from './names.ts';

/** Values of a stack with their references resolved. */
export interface Values {
  resolve(value: Value): string;
  resolveAll(values: Readonly<Record<string, Value>>): Record<string, string>;
  attribute(ref: Ref): string;
}

export interface ValuesOptions {
  stack: Stack;
  /** The stack's module, for messages. */
  file: string;
  names: Names;
  queueUrl(name: string): string;
  secretArn(name: string): string;
  /** What nobody chose: passwords and tokens, the same for a key each time, in every region of a range. */
  token(key: string): string;
  /** The current value of a secret; undefined until the secret exists. */
  secretValue(name: string): string | undefined;
  /** What a database asks for now; undefined until it exists. */
  databasePassword(identifier: string): string | undefined;
}

type Attributes = Record<string, () => string>;

/** All of a stack's attributes are known before anything runs, because names lead to addresses later. */
export function valuesOf(options: ValuesOptions): Values {
  const tables = attributeTables(options, (value) => resolve(value));
  const underWay = new Set<string>();

  function attribute({ ref, id, attribute: name }: Ref): string {
    const key = `${ref}.${id}.${name}`;
    const get = tables[ref](id)?.[name];
    if (!get) throw invalid(`there is no attribute ${key}`);
    if (underWay.has(key)) throw invalid(`${key} refers to itself`);
    underWay.add(key);
    try {
      return get();
    } finally {
      underWay.delete(key);
    }
  }
  function invalid(problems: string): SteadyError {
    return new SteadyError('STACK_INVALID', { file: options.file, problems });
  }
  function resolve(value: Value): string {
    if (typeof value === 'string') return value;
    return 'join' in value ? value.join.map(resolve).join('') : attribute(value);
  }
  return {
    resolve,
    attribute,
    resolveAll: (values) => Object.fromEntries(Object.entries(values).map(([key, value]) => [key, resolve(value)])),
  };
}

type Tables = { readonly [Kind in Ref['ref']]: (id: string) => Attributes | undefined };

function attributeTables(
  { stack, names, queueUrl, secretArn, token, secretValue, databasePassword }: ValuesOptions,
  resolve: (value: Value) => string,
): Tables {
  const { cluster } = stack;
  return {
    cluster: (id) => (id === cluster.id ? { name: () => cluster.name, arn: () => names.cluster() } : undefined),
    service: table(stack.services, ({ name }) => ({ name: () => name, arn: () => names.service(name) })),
    loadBalancer: table(stack.loadBalancers, ({ name }) => ({
      name: () => name,
      arn: () => names.loadBalancer(name),
      arnSuffix: () => arnSuffix(names.loadBalancer(name)),
      dnsName: () => names.loadBalancerDns(name),
    })),
    targetGroup: table(stack.targetGroups, ({ name }) => ({
      name: () => name,
      arn: () => names.targetGroup(name),
      arnSuffix: () => arnSuffix(names.targetGroup(name)),
    })),
    database: databaseTable(
      stack,
      names,
      ({ id, identifier }) => databasePassword(identifier) ?? token(`database ${id}`),
    ),
    cache: cacheTable(stack, names, resolve),
    queue: table(stack.queues, ({ name }) => ({
      name: () => name,
      arn: () => names.queue(name),
      url: () => queueUrl(name),
    })),
    secret: table(stack.secrets, ({ id, name, value }) => ({
      name: () => name,
      arn: () => secretArn(name),
      value: () => secretValue(name) ?? (value === undefined ? token(`secret ${id}`) : resolve(value)),
    })),
    repository: table(stack.repositories, ({ name }) => ({
      name: () => name,
      arn: () => names.repository(name),
      uri: () => names.repositoryUri(name),
    })),
    webAcl: table(stack.webAcls, ({ name }) => ({ name: () => name, arn: () => names.webAcl(name) })),
    hostedZone: table(stack.hostedZones, ({ name, healthCheck }) => ({
      name: () => name,
      id: () => names.hostedZoneId(name),
      ...(healthCheck && { healthCheckId: () => names.healthCheckId(name) }),
    })),
    securityGroup: table(stack.securityGroups, ({ name }) => ({
      name: () => name,
      id: () => names.securityGroupId(name),
    })),
    bucket: table(stack.buckets, ({ name }) => ({ name: () => name, arn: () => names.bucket(name) })),
    backupVault: table(stack.backupVaults, ({ name, region }) => ({
      name: () => name,
      arn: () => names.backupVault(name, region),
      region: () => region ?? stack.region,
    })),
    athena: table(stack.athena, ({ workGroup, database }) => ({
      workGroup: () => workGroup,
      database: () => database,
    })),
    dependency: table(stack.dependencies, ({ host }) => ({ host: () => host, url: () => `http://${host}` })),
    logGroup: (id) => ({ name: () => id }),
  };
}

function table<T extends { id: string }>(items: readonly T[], attributes: (item: T) => Attributes) {
  const byId = new Map(items.map((item) => [item.id, attributes(item)]));
  return (id: string) => byId.get(id);
}

function databaseTable({ databases }: Stack, names: Names, passwordOf: (spec: Stack['databases'][number]) => string) {
  return table(databases, (spec) => {
    const { identifier, database, username, proxy } = spec;
    const endpoint = names.databaseEndpoint(identifier);
    const url = (host: string) =>
      `postgres://${encodeURIComponent(username)}:${passwordOf(spec)}@${host}:${POSTGRES_PORT}/${database}`;
    return {
      identifier: () => identifier,
      arn: () => names.database(identifier),
      endpoint: () => endpoint,
      port: () => String(POSTGRES_PORT),
      database: () => database,
      username: () => username,
      password: () => passwordOf(spec),
      url: () => url(endpoint),
      ...(proxy && {
        proxyEndpoint: () => names.proxyEndpoint(proxy.name),
        proxyUrl: () => url(names.proxyEndpoint(proxy.name)),
      }),
    };
  });
}

function cacheTable({ caches }: Stack, names: Names, resolve: (value: Value) => string) {
  return table(caches, ({ replicationGroupId, authSecret, transitEncryption }) => {
    const endpoint = names.cacheEndpoint(replicationGroupId);
    const password = () =>
      authSecret === undefined ? '' : resolve({ ref: 'secret', id: authSecret, attribute: 'value' });
    const login = () => (authSecret === undefined ? '' : `default:${encodeURIComponent(password())}@`);
    return {
      id: () => replicationGroupId,
      arn: () => names.replicationGroup(replicationGroupId),
      endpoint: () => endpoint,
      port: () => String(REDIS_PORT),
      password,
      url: () => `redis${transitEncryption ? 's' : ''}://${login()}${endpoint}:${REDIS_PORT}`,
    };
  });
}
