/** Jobs of the offline queue that are no jobs. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { TrafficOptions } from '@steadyhand/contracts';

export async function traffic({ outputs, count }: TrafficOptions): Promise<void> {
  const { offlineQueueUrl = '' } = outputs;
  const credentials = { accessKeyId: 'range', secretAccessKey: 'range' };
  const sqs = new SQSClient({ endpoint: new URL(offlineQueueUrl).origin, region: 'us-east-1', credentials });
  for (let i = 1; i <= count; i++) {
    await sqs.send(new SendMessageCommand({ QueueUrl: offlineQueueUrl, MessageBody: `{"poison": ${i}}` }));
  }
}
