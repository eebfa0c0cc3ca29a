/** `aws s3 mb` and `aws s3 rb`, after awscli/customizations/s3/subcommands.py (Apache-2.0). */
import type { CommandResult } from '@steadyhand/contracts';
import { CommandFailure, EXIT, usageFailure } from '../../failure.ts';
import type { Execution } from '../../operation.ts';
import { resolveSettings } from '../../settings.ts';
import { callS3, listKeys } from './bucket.ts';
import { isS3, splitS3 } from './places.ts';

export async function s3Mb(execution: Execution): Promise<CommandResult> {
  const { parsed, io } = execution;
  const { bucket, text } = bucketOf(execution);
  const { region } = await resolveSettings({ globals: parsed.globals, service: 's3api', io });
  const [tags] = parsed.given.filter(({ flag }) => flag.name === 'tags');
  const [key, value] = tags?.values.map((word) => word.text) ?? [];
  const configuration = {
    ...(region === 'us-east-1' ? {} : { LocationConstraint: region }),
    ...(key === undefined ? {} : { Tags: [{ Key: key, Value: value ?? '' }] }),
  };
  const CreateBucketConfiguration = Object.keys(configuration).length > 0 ? configuration : undefined;
  const params = { Bucket: bucket, ...(CreateBucketConfiguration && { CreateBucketConfiguration }) };
  return attempt(`make_bucket`, { bucket, text }, () => callS3(execution, 'CreateBucket', params));
}

export async function s3Rb(execution: Execution): Promise<CommandResult> {
  const { parsed, io } = execution;
  const { bucket, text, key } = bucketOf(execution);
  if (key !== '')
    throw new CommandFailure(EXIT.usage, `\nPlease specify a valid bucket name only. E.g. s3://${bucket}\n`);
  let deleted = '';
  if (parsed.given.some(({ flag }) => flag.name === 'force')) {
    try {
      for await (const found of listKeys(execution, { Bucket: bucket, Prefix: '' }, null)) {
        await callS3(execution, 'DeleteObject', { Bucket: bucket, Key: found.key });
        const line = `delete: s3://${bucket}/${found.key}\n`;
        deleted += line;
        io.live(line);
      }
    } catch (error) {
      if (io.signal.aborted || !(error instanceof CommandFailure)) throw error;
      const why = 'remove_bucket failed: Unable to delete all objects in the bucket, bucket will not be deleted.';
      return { exitCode: EXIT.other, stdout: deleted, stderr: `fatal error: ${error.message.trim()}\n\n${why}\n` };
    }
  }
  const removed = await attempt('remove_bucket', { bucket, text }, () =>
    callS3(execution, 'DeleteBucket', { Bucket: bucket }),
  );
  return { ...removed, stdout: deleted + removed.stdout };
}

function bucketOf({ parsed }: Execution): { bucket: string; key: string; text: string } {
  const text = parsed.positionals[0]?.text;
  if (text === undefined) throw usageFailure('the following arguments are required: path');
  if (!isS3(text)) throw new CommandFailure(EXIT.usage, '\n<S3Uri>\nError: Invalid argument type\n');
  return { ...splitS3(text), text };
}

async function attempt(
  verb: string,
  { bucket, text }: { bucket: string; text: string },
  work: () => Promise<unknown>,
): Promise<CommandResult> {
  try {
    await work();
    return { exitCode: EXIT.done, stdout: `${verb}: ${bucket}\n`, stderr: '' };
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    return { exitCode: 1, stdout: '', stderr: `${verb} failed: ${text} ${error.message.trim()}\n` };
  }
}
