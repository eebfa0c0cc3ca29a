/** What the changes of the runbook did, counted in the range itself. */
import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { RangeDescription } from '@steadyhand/contracts';
import pg from 'pg';

/** The queues of one run, which no other has. */
export interface Queues {
  queueUrl: string;
  queueArn: string;
  dlqUrl: string;
  dlqArn: string;
}

/** What happened for one run; each of the four changes once is `DONE`. */
export interface Happened {
  /** Tasks of the workers beyond those that there were. */
  added: number;
  rows: number;
  sent: number;
  moveTasks: number;
}

export const NOTHING: Happened = { added: 0, rows: 0, sent: 0, moveTasks: 0 };
export const DONE: Happened = { added: 1, rows: 1, sent: 1, moveTasks: 1 };

const WORKERS_BEFORE = 1;

export class RangeWorld {
  private readonly range: RangeDescription;
  private readonly sqs: SQSClient;
  private readonly ecs: ECSClient;
  private readonly secrets: SecretsManagerClient;
  private pool: pg.Pool | null = null;

  constructor(range: RangeDescription) {
    const { credentials, endpoint, region } = range;
    this.range = range;
    this.sqs = new SQSClient({ credentials, endpoint, region });
    this.ecs = new ECSClient({ credentials, endpoint, region });
    this.secrets = new SecretsManagerClient({ credentials, endpoint, region });
  }

  /** Queues of a run's own with one job that has failed, and as many workers as there were. */
  async prepare(ticket: string): Promise<Queues> {
    const dlq = await this.createQueue(`${ticket}-dlq`);
    const redrive = JSON.stringify({ deadLetterTargetArn: dlq.arn, maxReceiveCount: 3 });
    const queue = await this.createQueue(ticket, { RedrivePolicy: redrive });
    await this.sqs.send(new SendMessageCommand({ QueueUrl: dlq.url, MessageBody: 'a job' }));
    await this.ecs.send(new UpdateServiceCommand({ ...this.workers(), desiredCount: WORKERS_BEFORE }));
    await this.query('CREATE TABLE IF NOT EXISTS shift_note (run text, waiting integer)');
    return { queueUrl: queue.url, queueArn: queue.arn, dlqUrl: dlq.url, dlqArn: dlq.arn };
  }

  async happened(ticket: string, { queueUrl, dlqArn }: Queues): Promise<Happened> {
    const { cluster, service } = this.workers();
    const [{ services = [] }, rows, depth, { Results = [] }] = await Promise.all([
      this.ecs.send(new DescribeServicesCommand({ cluster, services: [service] })),
      this.query('SELECT count(*)::integer AS count FROM shift_note WHERE run = $1', [ticket]),
      this.depth(queueUrl),
      this.sqs.send(new ListMessageMoveTasksCommand({ SourceArn: dlqArn, MaxResults: 10 })),
    ]);
    const moved = Results.reduce((sum, task) => sum + (task.ApproximateNumberOfMessagesMoved ?? 0), 0);
    return {
      added: (services[0]?.desiredCount ?? Number.NaN) - WORKERS_BEFORE,
      rows: Number(rows[0]?.count),
      // What is in the queue and was not moved there.
      sent: depth - moved,
      moveTasks: Results.length,
    };
  }

  /** What is in a queue, which is hidden from others then. */
  async messages(queueUrl: string): Promise<string[]> {
    const { Messages = [] } = await this.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
    );
    return Messages.map(({ Body = '' }) => Body).sort();
  }

  /** Makes a table that nobody can read until the function is called that this gives. */
  async closeGate(): Promise<() => Promise<void>> {
    await this.query('CREATE TABLE IF NOT EXISTS gate ()');
    const client = new pg.Client({ connectionString: await this.databaseUrl() });
    await client.connect();
    await client.query('BEGIN');
    await client.query('LOCK TABLE gate');
    return () => client.end();
  }

  get secretArn(): string {
    return this.range.outputs.databaseUrlSecretArn ?? '';
  }

  async close(): Promise<void> {
    for (const client of [this.sqs, this.ecs, this.secrets]) client.destroy();
    await this.pool?.end();
  }

  private workers(): { cluster: string; service: string } {
    const { ecsClusterName = '', workersServiceName = '' } = this.range.outputs;
    return { cluster: ecsClusterName, service: workersServiceName };
  }

  private async createQueue(name: string, attributes = {}): Promise<{ url: string; arn: string }> {
    const { QueueUrl: url = '' } = await this.sqs.send(
      new CreateQueueCommand({ QueueName: name, Attributes: attributes }),
    );
    const asked = { QueueUrl: url, AttributeNames: ['QueueArn' as const] };
    const { Attributes } = await this.sqs.send(new GetQueueAttributesCommand(asked));
    return { url, arn: Attributes?.QueueArn ?? '' };
  }

  private async depth(url: string): Promise<number> {
    const asked = { QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages' as const] };
    const { Attributes } = await this.sqs.send(new GetQueueAttributesCommand(asked));
    return Number(Attributes?.ApproximateNumberOfMessages);
  }

  private async query(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    this.pool ??= new pg.Pool({ connectionString: await this.databaseUrl(), max: 1 });
    return (await this.pool.query(sql, values)).rows;
  }

  private async databaseUrl(): Promise<string> {
    const { SecretString = '' } = await this.secrets.send(new GetSecretValueCommand({ SecretId: this.secretArn }));
    const url = new URL(SecretString);
    const place = this.range.hosts[`${url.hostname}:${url.port || 5432}`];
    if (place !== undefined) url.host = place;
    return url.href;
  }
}
