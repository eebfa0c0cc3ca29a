/** What options of `s3 cp|mv|rm` put into the requests, after awscli/customizations/s3/utils.py (Apache-2.0). */
import type { GivenOption, ParsedCommand } from '@steadyhand/aws-catalog';
import { unsupported } from '../../connection.ts';
import { usageFailure } from '../../failure.ts';
import { parseShorthand } from '../../input/shorthand.ts';
import type { Params } from '../../schema.ts';

/** Of the object that is written. */
const WRITTEN: Readonly<Record<string, string>> = {
  acl: 'ACL',
  'storage-class': 'StorageClass',
  'website-redirect': 'WebsiteRedirectLocation',
  'content-type': 'ContentType',
  'cache-control': 'CacheControl',
  'content-disposition': 'ContentDisposition',
  'content-encoding': 'ContentEncoding',
  'content-language': 'ContentLanguage',
  expires: 'Expires',
  'sse-kms-key-id': 'SSEKMSKeyId',
  'checksum-algorithm': 'ChecksumAlgorithm',
};

/** What changes nothing of a request. */
const ELSEWHERE = new Set([
  ...['dryrun', 'quiet', 'recursive', 'only-show-errors', 'no-progress', 'include', 'exclude', 'page-size'],
  ...['no-guess-mime-type', 'force-glacier-transfer', 'ignore-glacier-warnings', 'expected-size'],
  ...[
    'delete',
    'size-only',
    'exact-timestamps',
    'follow-symlinks',
    'request-payer',
    'metadata',
    'metadata-directive',
    'sse',
    'grants',
    'copy-props',
  ],
]);

const GRANTS: Readonly<Record<string, string>> = {
  read: 'GrantRead',
  full: 'GrantFullControl',
  readacl: 'GrantReadACP',
  writeacl: 'GrantWriteACP',
};

export function checkOptions(parsed: ParsedCommand): void {
  const other = parsed.given.find(({ flag }) => !ELSEWHERE.has(flag.name) && !Object.hasOwn(WRITTEN, flag.name));
  if (other) throw unsupported(`s3 ${parsed.command} --${other.flag.name}`);
  const props = optionText(parsed.given, 'copy-props');
  if (props !== undefined && props !== 'default') throw unsupported(`s3 ${parsed.command} --copy-props ${props}`);
}

export function optionText(given: readonly GivenOption[], name: string): string | undefined {
  return given.findLast(({ flag }) => flag.name === name)?.values[0]?.text;
}

/** For PutObject and CopyObject. */
export function writeParams(given: readonly GivenOption[]): Params {
  const params: Params = payerParams(given);
  for (const [option, member] of Object.entries(WRITTEN)) {
    const value = optionText(given, option);
    if (value !== undefined) params[member] = value;
  }
  const sse = given.findLast(({ flag }) => flag.name === 'sse');
  if (sse) params.ServerSideEncryption = sse.values[0]?.text ?? 'AES256';
  const metadata = optionText(given, 'metadata');
  if (metadata !== undefined)
    params.Metadata = /^\s*\{/.test(metadata) ? JSON.parse(metadata) : parseShorthand(metadata);
  for (const { text } of given.findLast(({ flag }) => flag.name === 'grants')?.values ?? []) {
    const [permission = '', grantee] = text.split(/=(.*)/s);
    const member = GRANTS[permission];
    if (member === undefined || grantee === undefined)
      throw usageFailure('grants should be of the form permission=principal');
    params[member] = params[member] === undefined ? grantee : `${String(params[member])},${grantee}`;
  }
  return params;
}

/** A copy that changes what describes the object replaces all of it. */
export function copyParams(given: readonly GivenOption[]): Params {
  const params = writeParams(given);
  const directive = optionText(given, 'metadata-directive');
  const replaces = ['Metadata', 'ContentType', 'CacheControl', 'ContentDisposition', 'ContentEncoding', 'Expires'];
  if (directive !== undefined) params.MetadataDirective = directive;
  else if (replaces.some((name) => params[name] !== undefined)) params.MetadataDirective = 'REPLACE';
  return params;
}

export function payerParams(given: readonly GivenOption[]): Params {
  const option = given.findLast(({ flag }) => flag.name === 'request-payer');
  return option ? { RequestPayer: option.values[0]?.text ?? 'requester' } : {};
}
