import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { AwsError } from '../../wire/service.ts';

const MAX_ENTRIES = 10;

/** Carries out every entry by itself: what one refuses is its own failure, not the batch's. */
export function runBatch<Entry extends { Id: string }, Result>(
  entries: readonly Entry[],
  run: (entry: Entry) => Result,
): { Successful: (Result & { Id: string })[]; Failed: BatchResultErrorEntry[] } {
  checkEntries(entries);
  const Successful: (Result & { Id: string })[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ ...run(entry), Id: entry.Id });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: error.status < 500 });
    }
  }
  return { Successful, Failed };
}

function checkEntries(entries: readonly { Id: string }[]): void {
  if (entries.length === 0) {
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > MAX_ENTRIES) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    );
  }
  const seen = new Set<string>();
  for (const { Id } of entries) {
    if (!/^[\w-]{1,80}$/.test(Id)) {
      throw new AwsError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    }
    if (seen.has(Id)) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`);
    seen.add(Id);
  }
}
