import { defineStack, type Ref, ref, type Stack, type StackInput } from '@steadyhand/contracts';

/** Attributes of every kind that an output may show, as `world/values.ts` of the range has them. */
const ATTRIBUTES = {
  cluster: ['name', 'arn'],
  service: ['name', 'arn'],
  repository: ['name', 'arn', 'uri'],
  loadBalancer: ['name', 'arn', 'arnSuffix', 'dnsName'],
  targetGroup: ['name', 'arn', 'arnSuffix'],
  webAcl: ['name', 'arn'],
  hostedZone: ['name', 'id', 'healthCheckId'],
  securityGroup: ['name', 'id'],
  database: ['identifier', 'arn', 'endpoint', 'port', 'database', 'username', 'proxyEndpoint'],
  cache: ['id', 'arn', 'endpoint', 'port'],
  queue: ['name', 'arn', 'url'],
  secret: ['name', 'arn'],
  bucket: ['name', 'arn'],
  backupVault: ['name', 'arn', 'region'],
  athena: ['workGroup', 'database'],
  dependency: ['host', 'url'],
  logGroup: ['name'],
} satisfies Record<Ref['ref'], string[]>;

const IDS: Readonly<Record<Ref['ref'], string>> = {
  cluster: 'the-cluster',
  service: 'the-service',
  repository: 'the-repository',
  loadBalancer: 'the-balancer',
  targetGroup: 'the-group',
  webAcl: 'the-acl',
  hostedZone: 'the-zone',
  securityGroup: 'the-tasks',
  database: 'the-database',
  cache: 'the-cache',
  queue: 'the-queue',
  secret: 'the-token',
  bucket: 'the-logs',
  backupVault: 'the-far-vault',
  athena: 'the-athena',
  dependency: 'the-dependency',
  logGroup: '/whole/log',
};

/** A stack that sets every field, each to a value that nothing else has, so that a value that was dropped is missed. */
export function wholeStack(): Stack {
  return defineStack({
    project: 'whole',
    name: 'test',
    region: 'eu-central-1',
    recoveryRegion: 'eu-west-3',
    cluster: { id: IDS.cluster, name: 'whole-cluster' },
    repositories: [{ id: IDS.repository, name: 'whole/repository' }],
    ...compute,
    ...edge,
    ...stores,
    ...watching,
    outputs: {
      literal: `told as it is \${so}`,
      joined: { join: ['at-', ref('queue', 'the-queue', 'url')] },
      ...attributeOutputs(),
    },
  });
}

function attributeOutputs(): StackInput['outputs'] {
  const refs = Object.entries(ATTRIBUTES).flatMap(([kind, attributes]) =>
    attributes.map((attribute) => ref(kind as Ref['ref'], IDS[kind as Ref['ref']], attribute)),
  );
  return Object.fromEntries(refs.map((one) => [`${one.ref}${one.attribute}`, one]));
}

const compute: Pick<StackInput, 'services' | 'dependencies'> = {
  services: [
    {
      id: IDS.service,
      name: 'whole-service',
      container: 'whole-container',
      image: 'folder/of/service',
      repository: IDS.repository,
      port: 7001,
      cpu: 2048,
      memory: 5120,
      desiredCount: 7004,
      minimumHealthyPercent: 51,
      maximumPercent: 151,
      circuitBreaker: { rollback: true },
      executeCommand: true,
      scaling: {
        minCapacity: 7005,
        maxCapacity: 7006,
        policies: [
          {
            name: 'whole-policy',
            metric: 'ALBRequestCountPerTarget',
            targetValue: 7007,
            scaleInCooldownSeconds: 7008,
            scaleOutCooldownSeconds: 7009,
            disableScaleIn: true,
          },
        ],
      },
      healthPath: '/healthy/service',
      healthIntervalSeconds: 71,
      healthGraceSeconds: 72,
      logGroup: '/whole/log',
      securityGroups: ['the-tasks'],
      environment: {
        PLAIN: `plain \${value}`,
        WHERE: { join: ['queue=', ref('queue', 'the-queue', 'url')] },
        TOKEN: ref('secret', 'the-token', 'value'),
        DATABASE_URL: ref('database', 'the-database', 'proxyUrl'),
        DIRECT_URL: ref('database', 'the-database', 'url'),
        DATABASE_PASSWORD: ref('database', 'the-database', 'password'),
        CACHE_PASSWORD: ref('cache', 'the-cache', 'password'),
        CACHE_URL: { join: [ref('cache', 'the-cache', 'url'), '/7'] },
      },
    },
  ],
  dependencies: [
    {
      id: 'the-dependency',
      host: 'outside.example.com',
      image: 'folder/of/dependency',
      environment: { FAKE: 'setting' },
    },
  ],
};

const edge: Pick<StackInput, 'loadBalancers' | 'targetGroups' | 'webAcls' | 'hostedZones' | 'securityGroups'> = {
  loadBalancers: [
    {
      id: 'the-balancer',
      name: 'whole-balancer',
      accessLogs: { bucket: 'the-logs', prefix: 'whole-prefix' },
      webAcl: 'the-acl',
      securityGroups: ['the-door'],
      listeners: [
        {
          port: 7011,
          protocol: 'HTTPS',
          rules: [{ paths: ['/whole/*'], targetGroup: 'the-group' }],
          default: 'the-group',
        },
        { port: 7012, protocol: 'HTTP', rules: [] },
      ],
    },
  ],
  targetGroups: [
    {
      id: 'the-group',
      name: 'whole-group',
      service: 'the-service',
      healthPath: '/healthy/target',
      intervalSeconds: 73,
      healthyThreshold: 7,
      unhealthyThreshold: 9,
      deregistrationDelaySeconds: 74,
    },
  ],
  webAcls: [
    {
      id: 'the-acl',
      name: 'whole-acl',
      ipSets: [{ id: 'the-set', name: 'whole-set', addresses: ['198.51.100.0/24'] }],
      rules: [
        { name: 'WholeSetRule', priority: 75, action: 'COUNT', match: { ipSet: 'the-set' } },
        {
          name: 'WholeRateRule',
          priority: 76,
          action: 'BLOCK',
          match: { rate: { limit: 7013, windowSeconds: 120, pathPrefix: '/limited' } },
        },
      ],
    },
  ],
  hostedZones: [
    {
      id: 'the-zone',
      name: 'whole.example.com',
      healthCheck: {
        host: 'checked.example.com',
        protocol: 'HTTP',
        port: 7014,
        path: '/healthy/zone',
        intervalSeconds: 10,
        failureThreshold: 8,
      },
      records: [
        { name: 'alias.example.com', type: 'A', ttlSeconds: 60, target: { loadBalancer: 'the-balancer' } },
        { name: 'text.example.com', type: 'TXT', ttlSeconds: 7015, target: { values: ['whole text'] } },
      ],
    },
  ],
  securityGroups: [
    {
      id: 'the-door',
      name: 'whole-door',
      description: 'Door of the whole',
      ingress: [{ fromPort: 7016, toPort: 7017, source: { cidr: '203.0.113.0/24' }, description: 'From there' }],
    },
    {
      id: 'the-tasks',
      name: 'whole-tasks',
      description: 'Tasks of the whole',
      ingress: [{ fromPort: 7018, toPort: 7018, source: { securityGroup: 'the-door' } }],
    },
  ],
};

const stores: Pick<StackInput, 'databases' | 'caches' | 'queues' | 'secrets' | 'buckets' | 'backupVaults' | 'athena'> =
  {
    databases: [
      {
        id: 'the-database',
        identifier: 'whole-database',
        instanceClass: 'db.t4g.micro',
        engineVersion: '17.4',
        storageGb: 721,
        database: 'whole_tables',
        username: 'whole_user',
        maxConnections: 7022,
        multiAz: true,
        backupRetentionDays: 31,
        subnetGroup: 'whole-subnets',
        securityGroups: ['the-tasks'],
        proxy: { name: 'whole-proxy', maxConnectionsPercent: 77 },
      },
    ],
    caches: [
      {
        id: 'the-cache',
        replicationGroupId: 'whole-cache',
        nodeType: 'cache.t4g.small',
        maxMemoryMb: 7024,
        authSecret: 'the-token',
        transitEncryption: true,
        securityGroups: ['the-tasks'],
      },
    ],
    queues: [
      {
        id: 'the-queue',
        name: 'whole-queue',
        visibilityTimeoutSeconds: 7025,
        redrive: { deadLetterQueue: 'the-dead', maxReceiveCount: 726 },
      },
      { id: 'the-dead', name: 'whole-dead', visibilityTimeoutSeconds: 7027 },
    ],
    secrets: [
      { id: 'the-token', name: 'whole/token' },
      { id: 'the-plain', name: 'whole/plain', value: 'must not be written' },
      { id: 'the-made', name: 'whole/made', value: { join: ['made-of-', ref('database', 'the-database', 'url')] } },
    ],
    buckets: [
      { id: 'the-logs', name: 'whole-logs', versioned: true },
      { id: 'the-results', name: 'whole-results' },
    ],
    backupVaults: [
      {
        id: 'the-vault',
        name: 'whole-vault',
        databases: ['the-database'],
        subnetGroups: ['whole-near'],
        everySeconds: 43_200,
      },
      {
        id: 'the-far-vault',
        name: 'whole-far-vault',
        region: 'eu-west-3',
        databases: ['the-database'],
        subnetGroups: ['whole-far-subnets'],
        everySeconds: 86_400,
      },
    ],
    athena: [
      {
        id: 'the-athena',
        workGroup: 'whole-group-of-work',
        database: 'whole_logs',
        results: { bucket: 'the-results', prefix: 'whole-results-folder' },
        tables: [{ name: 'whole_table', accessLogsOf: 'the-balancer' }],
      },
    ],
  };

const watching: Pick<StackInput, 'alarms' | 'dashboards'> = {
  alarms: [
    {
      name: 'whole-alarm',
      description: 'Alarm of the whole',
      namespace: 'WholeSpace',
      metric: 'WholeMetric',
      dimensions: { WholeDimension: { join: [ref('cache', 'the-cache', 'id'), '-001'] } },
      statistic: 'p97.5',
      periodSeconds: 780,
      evaluationPeriods: 79,
      datapointsToAlarm: 78,
      threshold: 7032,
      comparison: 'LessThanOrEqualToThreshold',
      missing: 'breaching',
    },
    {
      name: 'whole-far-alarm',
      region: 'eu-west-3',
      namespace: 'AWS/Route53',
      metric: 'HealthCheckStatus',
      dimensions: { HealthCheckId: ref('hostedZone', 'the-zone', 'healthCheckId') },
      statistic: 'Minimum',
      periodSeconds: 60,
      evaluationPeriods: 1,
      threshold: 1,
      comparison: 'LessThanThreshold',
    },
  ],
  dashboards: [
    {
      name: 'whole-dashboard',
      widgets: [
        {
          title: 'Whole "widget"',
          stat: 'p93',
          periodSeconds: 840,
          metrics: [
            {
              namespace: 'WholeBoard',
              metric: 'BoardMetric',
              dimensions: { BoardDimension: ref('service', 'the-service', 'name') },
            },
          ],
        },
      ],
    },
  ],
};
