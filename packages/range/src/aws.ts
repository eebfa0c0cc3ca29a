import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ref, type Stack } from '@steadyhand/contracts';
import { declareWatching } from './declare-watching.ts';
import type { GlobalAws } from './global-aws.ts';
import {
  type ApplicationAutoScaling,
  createApplicationAutoScaling,
} from './services/application-auto-scaling/application-auto-scaling.ts';
import { scaledServices } from './services/application-auto-scaling/ecs-services.ts';
import { type Athena, createAthena } from './services/athena/athena.ts';
import { type Backups, createBackup } from './services/backup/backup.ts';
import { backedUpDatabases } from './services/backup/databases.ts';
import { declareVaults } from './services/backup/stack-vaults.ts';
import { type CloudWatch, createCloudWatch } from './services/cloudwatch/cloudwatch.ts';
import { createEc2 } from './services/ec2/ec2.ts';
import { createEcr } from './services/ecr/ecr.ts';
import { createEcs } from './services/ecs/ecs.ts';
import { createElastiCache } from './services/elasticache/elasticache.ts';
import { createElbv2 } from './services/elbv2/elbv2.ts';
import { createLogs, type Logs } from './services/logs/logs.ts';
import { createRds } from './services/rds/rds.ts';
import { healthChecksOf, zonesOf } from './services/route53/zone-of-stack.ts';
import { createSecretsManager, type SecretsManager } from './services/secretsmanager/secretsmanager.ts';
import { createSns, type Sns } from './services/sns/sns.ts';
import { createSqs, type Sqs } from './services/sqs/sqs.ts';
import { createWafv2 } from './services/wafv2/wafv2.ts';
import type { RangeService } from './wire/service.ts';
import { rotationsOf } from './world/rotations.ts';
import { type Values, type ValuesOptions, valuesOf } from './world/values.ts';
import { declareStack, type World } from './world/world.ts';

/** The AWS services of one region, and what they give to the world behind them. */
export interface Aws {
  readonly services: readonly RangeService[];
  readonly cloudwatch: CloudWatch;
  readonly autoScaling: ApplicationAutoScaling;
  readonly logs: Logs;
  readonly sqs: Sqs;
  readonly secrets: SecretsManager;
  readonly backups: Backups;
  readonly athena: Athena;
  readonly global: GlobalAws;
  close(): void;
}

export interface AwsOptions {
  world: World;
  global: GlobalAws;
  /** Of the region, for what is no process. */
  folder: string;
  /** Addresses of what runs in the range. */
  networkCidr: string;
  /** `http://127.0.0.1:PORT`, known once the server listens. */
  endpoint(): string;
}

/**
 * Opens the services of a region in which nothing is deployed yet. What shows the stack reads `world.stack` at each
 * request; what keeps state of its own is told of the stack in `deployStack`.
 */
export function openAws({ world, global, folder, networkCidr, endpoint }: AwsOptions): Aws {
  const { clock, names } = world;
  const place = { clock, account: names.account, region: names.region };
  const cloudwatch = createCloudWatch({ ...place, notify: (topic, notification) => sns.publish(topic, notification) });
  const sqs = createSqs({ ...place, endpoint, metrics: cloudwatch.metrics });
  const sns: Sns = createSns({ ...place, endpoint, deliver: (queue, content) => sqs.deliver(queue, content) });
  const autoScaling = createApplicationAutoScaling({ ...place, cloudwatch, find: scaledServices(world) });
  const secrets = createSecretsManager(place);
  const logs = createLogs({ ...place, metrics: cloudwatch.metrics });
  const backups = createBackup({
    ...place,
    vaults: global.vaults,
    databases: backedUpDatabases(world.rds.instances),
    folder: () => join(folder, `backup-${randomUUID()}`),
  });
  const athena = createAthena(world, global.buckets);
  const services = [
    athena.service,
    cloudwatch.service,
    sqs.service,
    secrets.service,
    logs.service,
    backups.service,
    sns.service,
    autoScaling.service,
    createEc2(world, networkCidr),
    createEcr(world),
    createEcs(world, endpoint),
    createElbv2(world),
    createRds(world.rds),
    createElastiCache(world),
    createWafv2(world),
  ];
  return {
    services,
    cloudwatch,
    autoScaling,
    logs,
    sqs,
    secrets,
    backups,
    athena,
    global,
    close() {
      athena.close();
      backups.stop();
      sqs.stop();
      logs.stop();
      cloudwatch.stop();
    },
  };
}

export interface DeployOptions {
  world: World;
  stack: Stack;
  /** The stack's module, for messages. */
  stackFile: string;
  token(key: string): string;
}

/** Declares a stack in the services of its region: everything of it that is no process. */
export function deployStack(aws: Aws, { world, stack, stackFile, token }: DeployOptions): Values {
  const { sqs, logs } = aws;
  declareStack(world, stack);
  sqs.declare(queueDeclarations(stack));
  aws.global.buckets.declare(stack, world.names.region);
  const values = stackValues(aws, { world, stack, stackFile, token });
  declareSecrets(aws, stack, values);
  logs.declare(stack.services.map(({ logGroup }) => logGroup));
  declareWatching(aws, stack, { values, names: world.names, file: stackFile });
  declareVaults({ stack, names: world.names, vaults: aws.global.vaults, clock: world.clock, stackFile });
  for (const zone of zonesOf(stack, world.names, values)) aws.global.route53.declare(zone);
  for (const check of healthChecksOf(stack, world.names)) aws.global.route53.healthChecks.declare(check);
  return values;
}

/** What a stack's references resolve to; they follow what changes. */
export function stackValues({ sqs, secrets }: Aws, { world, stack, stackFile, token }: DeployOptions): Values {
  const options: ValuesOptions = {
    stack,
    file: stackFile,
    names: world.names,
    queueUrl: (name) => sqs.queueUrl(name),
    secretArn: (name) => secrets.arn(name),
    token,
    secretValue: (name) => (secrets.has(name) ? secrets.value(name) : undefined),
    databasePassword: (identifier) => world.rds.instances.find(identifier)?.password ?? undefined,
  };
  secrets.rotateWith(rotationsOf(world, stack, options));
  return valuesOf(options);
}

/** Makes the secrets of a stack; those that are there get a new version where the stack gives them another value. */
export function declareSecrets({ secrets }: Aws, stack: Stack, values: Values): void {
  const declared = stack.secrets.map(({ id, name, value = ref('secret', id, 'value') }) => ({
    name,
    value: values.resolve(value),
  }));
  secrets.declare(declared);
}

/** The stack names dead-letter queues by id, SQS by name. */
function queueDeclarations({ queues }: Stack) {
  return queues.map(({ name, visibilityTimeoutSeconds, redrive }) => ({
    name,
    visibilityTimeoutSeconds,
    ...(redrive && {
      redrive: {
        ...redrive,
        deadLetterQueue: queues.find(({ id }) => id === redrive.deadLetterQueue)?.name ?? redrive.deadLetterQueue,
      },
    }),
  }));
}
