import { kebab, parseCommand } from '@steadyhand/aws-catalog';
import type { Preview } from '@steadyhand/contracts';
import { CommandFailure } from './failure.ts';
import { search } from './jmespath/search.ts';
import { numberOf } from './jmespath/values.ts';
import { describeCommand, describeService, lastPart, look, type Read } from './look.ts';
import type { Execution } from './operation.ts';
import { scalarText, type Tree } from './output/tree.ts';
import type { Params } from './schema.ts';

const PREVIEWS: Readonly<Record<string, (params: Params, read: Read) => Promise<Preview>>> = {
  'ecs update-service': previewService,
  'sqs start-message-move-task': async (params, read) => {
    const name = lastPart(params.SourceArn, ':');
    const url = await read('GetQueueUrl', { QueueName: name }, 'QueueUrl');
    const messages = await queueDepth(url, read);
    const target =
      params.DestinationArn === undefined ? 'the queues that they came from' : lastPart(params.DestinationArn, ':');
    return { text: `${messages} messages of ${name} go back to ${target}` };
  },
  'sqs purge-queue': async (params, read) => {
    const messages = await queueDepth(String(params.QueueUrl), read);
    return { text: `${messages} messages of ${lastPart(params.QueueUrl, '/')} are deleted` };
  },
  'rds modify-db-instance': previewDatabase,
};

/** The blast radius of a command. Only reads; what cannot be read is left out. */
export async function previewCall(argv: readonly string[], rest: Omit<Execution, 'parsed'>): Promise<Preview> {
  const parsed = parseCommand(argv);
  const preview = PREVIEWS[`${parsed.service} ${parsed.command}`];
  const fallback = describeCommand(argv);
  if (!preview || !parsed.operation || parsed.problem !== null) return { text: fallback };
  try {
    const { params, read } = await look({ ...rest, parsed });
    return await preview(params, read);
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    return { text: `${fallback} (not known: ${error.message.trim().split('\n').at(-1)})` };
  }
}

async function previewService(params: Params, read: Read): Promise<Preview> {
  const service = await read(
    'DescribeServices',
    describeService(params),
    'services[0].{name: serviceName, desired: desiredCount, running: runningCount, task: taskDefinition}',
  );
  if (service === null) return { text: `service ${String(params.service)} does not exist` };
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
  const name = scalarText(at('name'));
  const text = `${name} ${parts.join(', ') || 'stays as it is'}`;
  return { text, ...scaleOf(name, at('desired'), params.desiredCount) };
}

function scaleOf(resource: string, current: Tree, wanted: unknown): Pick<Preview, 'scale'> {
  const from = numberOf(current);
  return from === null || typeof wanted !== 'number' ? {} : { scale: { resource, from, to: wanted } };
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

async function previewDatabase(params: Params, read: Read): Promise<Preview> {
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
  return { text: `${name} ${changes.join(', ') || 'stays as it is'}, ${when}` };
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
