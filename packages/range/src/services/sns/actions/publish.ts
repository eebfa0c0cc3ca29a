import type {
  BatchResultErrorEntry,
  PublishBatchInput,
  PublishBatchRequestEntry,
  PublishBatchResponse,
  PublishInput,
  PublishResponse,
} from '@aws-sdk/client-sns';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { PublishTo } from '../publish-to.ts';
import { invalid, notHere } from '../refusals.ts';
import type { Topics } from '../topics.ts';

const MAX_BATCH = 10;

export function publish(topics: Topics, publishTo: PublishTo, input: Checked<PublishInput>): PublishResponse {
  if (input.PhoneNumber !== undefined) throw notHere('a message to a phone');
  const arn = input.TopicArn ?? input.TargetArn;
  if (arn === undefined) throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
  return { MessageId: publishTo(topics.get(arn), input) };
}

/** Each message for itself: some may be refused. */
export function publishBatch(
  topics: Topics,
  publishTo: PublishTo,
  input: Checked<PublishBatchInput>,
): PublishBatchResponse {
  const topic = topics.get(input.TopicArn);
  const entries = input.PublishBatchRequestEntries;
  if (entries.length === 0) throw new AwsError('EmptyBatchRequest', 'The batch request contains no entries.');
  if (entries.length > MAX_BATCH) {
    throw new AwsError('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.');
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  }
  const failed: BatchResultErrorEntry[] = [];
  const successful = entries.flatMap((entry: Checked<PublishBatchRequestEntry>) => {
    try {
      return [{ Id: entry.Id, MessageId: publishTo(topic, entry) }];
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
      return [];
    }
  });
  return { Successful: successful, Failed: failed };
}
