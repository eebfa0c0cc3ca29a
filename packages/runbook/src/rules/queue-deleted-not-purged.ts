import { purposeOf } from '../check/around.ts';
import { awsLines } from '../check/aws-words.ts';
import { exampleOf } from '../check/example.ts';
import type { Rule } from './rule.ts';

export const queueDeletedNotPurged: Rule = {
  id: 'queue-deleted-not-purged',
  severity: 'error',
  title: 'A queue is deleted where its messages were to be.',
  why: 'The queue is gone with its policy, its alarms and its redrive; a new one of the same name can be made after 60 seconds, and producers fail until then.',
  example: {
    bad: exampleOf('# Purge the queue\naws sqs delete-queue --queue-url $QUEUE_URL'),
    good: exampleOf('# Purge the queue\naws sqs purge-queue --queue-url $QUEUE_URL'),
  },
  *check(context) {
    for (const { place, name } of awsLines(context)) {
      if (name !== 'sqs delete-queue' || !/\b(?:purge|clear|empty|drain|flush)\b/i.test(purposeOf(place))) continue;
      const message = 'This deletes the queue itself, not what is in it.';
      yield { line: place.command.line, message, hint: 'Write aws sqs purge-queue.' };
    }
  },
};
