import { createAwsGrammar, kebab, parseCommand } from '@steadyhand/aws-catalog';
import { createCaller } from './caller.ts';
import { CommandFailure } from './failure.ts';
import { buildParams } from './input/params.ts';
import { search } from './jmespath/search.ts';
import { connectOperation, type Execution } from './operation.ts';
import { scalarText, type Tree } from './output/tree.ts';
import type { Params } from './schema.ts';
import { resolveSettings } from './settings.ts';

/** Reads one operation of the command's own service. */
type Read = (operation: string, params: Params, query: string) => Promise<Tree>;

type Preview = (params: Params, read: Read) => Promise<string>;

const PREVIEWS: Readonly<Record<string, Preview>> = {
  'ecs update-service': previewService,
  'sqs start-message-move-task': async (params, read) => {
    const name = lastPart(params.SourceArn, ':');
    const url = await read('GetQueueUrl', { QueueName: name }, 'QueueUrl');
    const messages = await queueDepth(url, read);
    const target =
      params.DestinationArn === undefined ? 'the queues that they came from' : lastPart(params.DestinationArn, ':');
    return `${messages} messages of ${name} go back to ${target}`;
  },
  'sqs purge-queue': async (params, read) =>
    `${await queueDepth(String(params.QueueUrl), read)} messages of ${lastPart(params.QueueUrl, '/')} are deleted`,
  'rds modify-db-instance': previewDatabase,
};

/** The blast radius of a command in words. Only reads; what cannot be read is left out. */
export async function previewCall(argv: readonly string[], rest: Omit<Execution, 'parsed'>): Promise<string> {
  const parsed = parseCommand(argv);
  const preview = PREVIEWS[`${parsed.service} ${parsed.command}`];
  const fallback = describe(argv);
  if (!preview || !parsed.operation || parsed.problem !== null) return fallback;
  try {
    const execution = { ...rest, parsed };
    const { caller } = await connectOperation(execution, parsed.service, parsed.operation.name);
    const params = await buildParams(parsed, caller.input, rest.io);
    return await preview(params, await reader(execution));
  } catch (error) {
    if (error instanceof CommandFailure) return `${fallback} (not known: ${error.message.trim().split('\n').at(-1)})`;
    throw error;
  }
}

async function reader({ parsed, io, cache }: Execution): Promise<Read> {
  const { service, globals } = parsed;
  const settings = await resolveSettings({ globals, service, io });
  return async (operation, params, query) => {
    const caller = await createCaller({ service, operation, settings, io, cache });
    return search(query, (await caller.call(params)).tree);
  };
}

function describe(argv: readonly string[]): string {
  const { operation, resources } = createAwsGrammar().analyse({
    program: 'aws',
    argv,
    stdin: null,
    unresolved: new Set(),
  });
  const touched = resources.map(({ type, id }) => `${type} ${id}`).join(', ');
  return [operation ?? 'aws', touched].filter(Boolean).join(' on ');
}

async function previewService(params: Params, read: Read): Promise<string> {
  const request = { services: [params.service], ...(params.cluster === undefined ? {} : { cluster: params.cluster }) };
  const service = await read(
    'DescribeServices',
    request,
    'services[0].{name: serviceName, desired: desiredCount, running: runningCount, task: taskDefinition}',
  );
  if (service === null) return `service ${String(params.service)} does not exist`;
  const at = (key: string) => search(key, service);
  const parts: string[] = [];
  if (params.desiredCount !== undefined)
    parts.push(`desired count ${scalarText(at('desired'))} → ${params.desiredCount}`);
  if (params.taskDefinition !== undefined)
    parts.push(`task definition ${lastPart(at('task'), '/')} → ${lastPart(params.taskDefinition, '/')}`);
  if (params.forceNewDeployment === true) parts.push(`replaces ${scalarText(at('running'))} running tasks`);
  const rest = Object.keys(params).filter(
    (key) => !['cluster', 'service', 'desiredCount', 'taskDefinition', 'forceNewDeployment'].includes(key),
  );
  if (rest.length > 0) parts.push(`sets ${rest.map(kebab).join(', ')}`);
  return `${scalarText(at('name'))} ${parts.join(', ') || 'stays as it is'}`;
}

const DATABASE_SETTINGS: Readonly<Record<string, string>> = {
  DBInstanceClass: 'class',
  AllocatedStorage: 'storage (GiB)',
  MultiAZ: 'Multi-AZ',
  EngineVersion: 'engine version',
  BackupRetentionPeriod: 'backup retention (days)',
  DeletionProtection: 'deletion protection',
  StorageType: 'storage type',
  Iops: 'IOPS',
};

async function previewDatabase(params: Params, read: Read): Promise<string> {
  const name = String(params.DBInstanceIdentifier);
  const current = await read('DescribeDBInstances', { DBInstanceIdentifier: name }, 'DBInstances[0]');
  const changes = Object.entries(params)
    .filter(([key]) => key !== 'DBInstanceIdentifier' && key !== 'ApplyImmediately')
    .map(([key, value]) => {
      const label = DATABASE_SETTINGS[key];
      return label
        ? `${label} ${scalarText(search(key, current))} → ${scalarText(value as Tree)}`
        : `sets ${kebab(key)}`;
    });
  const when = params.ApplyImmediately === true ? 'immediately' : 'in the maintenance window';
  return `${name} ${changes.join(', ') || 'stays as it is'}, ${when}`;
}

async function queueDepth(url: Tree, read: Read): Promise<string> {
  return scalarText(
    await read(
      'GetQueueAttributes',
      { QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] },
      'Attributes.ApproximateNumberOfMessages',
    ),
  );
}

function lastPart(value: unknown, separator: string): string {
  return String(value).split(separator).at(-1) ?? '';
}
