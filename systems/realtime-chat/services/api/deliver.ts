/**
 * What happens to a stored message before its sender is told that it is accepted:
 *
 * 1. it is published to the sockets, once, however often the post is repeated;
 * 2. members who are not connected *after* that become push jobs and one offline job.
 *
 * In this order nobody falls between: who was connected at 1 has it; who connects between 1 and 2 reads it with the
 * history. A failure anywhere reaches the sender, who repeats the post; jobs carry ids, so a repeated one counts once.
 */
import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Redis } from 'ioredis';
import { type Message, publishMessageOnce } from '../common/events.ts';
import { type OfflineJob, pushJob } from '../common/jobs.ts';
import { onlineAmong } from '../common/presence.ts';

export interface DeliveryDeps {
  redis: Redis;
  sqs: SQSClient;
  pushQueueUrl: string;
  offlineQueueUrl: string;
}

/** SQS takes at most ten messages in one call. */
const BATCH_MAX = 10;

/** Resolves to the members who were offline. */
export async function deliver(deps: DeliveryDeps, message: Message, recipients: readonly string[]): Promise<string[]> {
  await publishMessageOnce(deps.redis, message);
  const online = await onlineAmong(deps.redis, recipients);
  const offline = recipients.filter((user) => !online.has(user));
  if (offline.length > 0)
    await Promise.all([enqueueOffline(deps, message, offline), enqueuePush(deps, message, offline)]);
  return offline;
}

async function enqueueOffline(deps: DeliveryDeps, message: Message, users: string[]): Promise<void> {
  const job: OfflineJob = { conversationId: message.conversationId, seq: message.seq, users };
  await deps.sqs.send(new SendMessageCommand({ QueueUrl: deps.offlineQueueUrl, MessageBody: JSON.stringify(job) }));
}

async function enqueuePush(deps: DeliveryDeps, message: Message, users: readonly string[]): Promise<void> {
  const jobs = users.map((user) => pushJob(message, user));
  for (let start = 0; start < jobs.length; start += BATCH_MAX) {
    const batch = jobs.slice(start, start + BATCH_MAX);
    const { Failed = [] } = await deps.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: deps.pushQueueUrl,
        Entries: batch.map((job, index) => ({ Id: String(index), MessageBody: JSON.stringify(job) })),
      }),
    );
    if (Failed.length > 0) throw new Error(`${Failed.length} push jobs were not taken: ${Failed[0]?.Message}`);
  }
}
