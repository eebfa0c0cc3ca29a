/** `aws s3 presign`: Signature Version 4 in the query, as the API reference of S3 describes it. */

import { createHash, createHmac } from 'node:crypto';
import type { CommandResult } from '@steadyhand/contracts';
import { connect } from '../../connection.ts';
import { CommandFailure, EXIT, usageFailure } from '../../failure.ts';
import type { Credentials } from '../../io.ts';
import type { Execution } from '../../operation.ts';
import { resolveSettings } from '../../settings.ts';
import { splitS3 } from './places.ts';
import { optionText } from './request-options.ts';

export async function s3Presign({ parsed, io, cache }: Execution): Promise<CommandResult> {
  const path = parsed.positionals[0]?.text;
  if (path === undefined) throw usageFailure('the following arguments are required: path');
  const seconds = optionText(parsed.given, 'expires-in') ?? '3600';
  if (!/^\d+$/.test(seconds))
    throw new CommandFailure(EXIT.other, `\ninvalid literal for int() with base 10: '${seconds}'\n`);
  const { bucket, key } = splitS3(path);
  if (key === '')
    throw new CommandFailure(
      EXIT.usage,
      '\nParameter validation failed:\nInvalid length for parameter Key, value: 0, valid min length: 1\n',
    );
  const settings = await resolveSettings({ globals: parsed.globals, service: 's3api', io });
  const { client } = await connect({ service: 's3api', settings, io, cache });
  const url = presignGet({
    ...addressOf(bucket, settings),
    key,
    region: settings.region,
    credentials: await client.config.credentials(),
    now: new Date(io.clock.now()),
    seconds: Number(seconds),
  });
  return { exitCode: EXIT.done, stdout: `${url}\n`, stderr: '', secrets: [url, /[^=]+$/.exec(url)?.[0] ?? url] };
}

/** A bucket is part of the host's name where the certificate allows that. */
function addressOf(
  bucket: string,
  { endpoint, region }: { endpoint: string | undefined; region: string },
): { origin: string; folder: string } {
  const domain = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  if (endpoint !== undefined) return { origin: new URL(endpoint).origin, folder: `/${bucket}` };
  return bucket.includes('.')
    ? { origin: `https://${domain}`, folder: `/${bucket}` }
    : { origin: `https://${bucket}.${domain}`, folder: '' };
}

export interface Presigning {
  origin: string;
  /** What stands before the key; empty where the host names the bucket. */
  folder: string;
  key: string;
  region: string;
  credentials: Credentials;
  now: Date;
  /** How long it is valid. */
  seconds: number;
}

export function presignGet({ origin, folder, key, region, credentials, now, seconds }: Presigning): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = [time.slice(0, 8), region, 's3', 'aws4_request'];
  const path = `${folder}/${key.split('/').map(encode).join('/')}`;
  const query = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': [credentials.accessKeyId, ...scope].join('/'),
    'X-Amz-Date': time,
    'X-Amz-Expires': String(seconds),
    ...(credentials.sessionToken === undefined ? {} : { 'X-Amz-Security-Token': credentials.sessionToken }),
    'X-Amz-SignedHeaders': 'host',
  };
  const text = Object.entries(query)
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join('&');
  const request = ['GET', path, text, `host:${new URL(origin).host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const digest = createHash('sha256').update(request).digest('hex');
  const secret = scope.reduce<string | Buffer>(
    (secretSoFar, part) => createHmac('sha256', secretSoFar).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  const signature = createHmac('sha256', secret)
    .update(['AWS4-HMAC-SHA256', time, scope.join('/'), digest].join('\n'))
    .digest('hex');
  return `${origin}${path}?${text}&X-Amz-Signature=${signature}`;
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
