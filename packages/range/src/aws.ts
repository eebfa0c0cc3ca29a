import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Stack, SteadyError } from '@steadyhand/contracts';
import { createApplicationAutoScaling } from './services/application-auto-scaling/application-auto-scaling.ts';
import { type CloudWatch, createCloudWatch } from './services/cloudwatch/cloudwatch.ts';
import { createEcs } from './services/ecs/ecs.ts';
import { createElastiCache } from './services/elasticache/elasticache.ts';
import { createElbv2 } from './services/elbv2/elbv2.ts';
import { createLogs, type Logs } from './services/logs/logs.ts';
import { createRds } from './services/rds/rds.ts';
import { createSecretsManager, type SecretsManager } from './services/secretsmanager/secretsmanager.ts';
import { createSqs } from './services/sqs/sqs.ts';
import type { Access } from './services/sts/sessions.ts';
import { createSts } from './services/sts/sts.ts';
import { startWireServer, type WireServer } from './wire/server.ts';
import { type Values, valuesOf } from './world/values.ts';
import type { World } from './world/world.ts';

/** The AWS side of a range: one endpoint, and what its services give to the world behind it. */
export interface Aws {
  readonly server: WireServer;
  readonly cloudwatch: CloudWatch;
  readonly logs: Logs;
  readonly values: Values;
  close(): Promise<void>;
}

export interface AwsOptions {
  world: World;
  /** The stack's module, for messages. */
  stackFile: string;
  port?: number;
  /** Answers `/_range`. */
  route(request: IncomingMessage, response: ServerResponse): void;
}

export async function startAws({ world, stackFile, port, route }: AwsOptions): Promise<Aws> {
  const { clock, stack, names } = world;
  const place = { clock, account: names.account, region: names.region };
  let server: WireServer | undefined;
  const endpoint = () => {
    if (server) return server.url;
    throw new SteadyError('STACK_INVALID', { file: stackFile, problems: 'a secret holds the URL of a queue' });
  };
  const cloudwatch = createCloudWatch(place);
  const sqs = createSqs({ ...place, endpoint, metrics: cloudwatch.metrics, queues: queueDeclarations(stack) });
  const close = async () => {
    sqs.stop();
    cloudwatch.stop();
    await server?.close();
  };
  try {
    let secrets: SecretsManager | undefined;
    const values = valuesOf({
      stack,
      file: stackFile,
      names,
      queueUrl: (name) => sqs.queueUrl(name),
      secretArn: (name) => secrets?.arn(name) ?? '',
    });
    const secretValues = stack.secrets.map(({ id, name }) => ({
      name,
      value: values.resolve({ ref: 'secret', id, attribute: 'value' }),
    }));
    secrets = createSecretsManager({ ...place, secrets: secretValues });
    const logs = createLogs({ ...place, groups: [...new Set(stack.services.map(({ logGroup }) => logGroup))] });
    const sts = createSts(clock);
    const services = [
      cloudwatch.service,
      sqs.service,
      secrets.service,
      logs.service,
      sts.service,
      createApplicationAutoScaling({ policies: [] }).service,
      createEcs(world),
      createElbv2(world),
      createRds({ ...world, isRunning: (identifier) => world.databases.get(identifier)?.program.exit === null }),
      createElastiCache({ ...world, isRunning: (id) => world.caches.get(id)?.program.exit === null }),
    ];
    const { account } = names;
    const authorise = (access: Access) => sts.sessions.authorise(access);
    server = await startWireServer({
      services,
      clock,
      account,
      authorise,
      route,
      ...(port === undefined ? {} : { port }),
    });
    return { server, cloudwatch, logs, values, close };
  } catch (error) {
    await close();
    throw error;
  }
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
