/** Commands of the AWS CLI that are no API operation, or do more than one. What is not here and no operation is `unknown`. */
import { commandFlag as flag } from './global-options.ts';
import type { Flag } from './service.ts';

export interface CustomCommand {
  flags: readonly Flag[];
  /** Names of what stands without an option, in order. */
  positionals: readonly string[];
}

const strings = (...names: string[]): Flag[] => names.map((name) => flag(name, 'string'));
const booleans = (...names: string[]): Flag[] => names.map((name) => flag(name, 'boolean'));
const lists = (...names: string[]): Flag[] => names.map((name) => flag(name, 'list'));

const TRANSFER: readonly Flag[] = [
  ...booleans(
    'dryrun',
    'quiet',
    'recursive',
    'follow-symlinks',
    'no-follow-symlinks',
    'no-guess-mime-type',
    'only-show-errors',
    'no-progress',
  ),
  ...booleans('ignore-glacier-warnings', 'force-glacier-transfer', 'case-conflict', 'no-overwrite'),
  ...strings('include', 'exclude', 'acl', 'storage-class', 'sse-c', 'sse-c-key', 'sse-kms-key-id', 'sse-c-copy-source'),
  ...strings('sse-c-copy-source-key', 'website-redirect', 'content-type', 'cache-control', 'content-disposition'),
  ...strings('content-encoding', 'content-language', 'expires', 'source-region', 'page-size', 'request-payer'),
  ...strings('checksum-mode', 'checksum-algorithm', 'expected-size', 'metadata', 'metadata-directive', 'copy-props'),
  flag('sse', 'optional'),
  ...lists('grants'),
];

const command = (positionals: readonly string[], ...flags: Flag[]): CustomCommand => ({ positionals, flags });

export const CUSTOM_COMMANDS: Readonly<Record<string, CustomCommand>> = {
  's3 ls': command(
    ['path'],
    ...booleans('recursive', 'human-readable', 'summarize'),
    ...strings('page-size', 'request-payer', 'bucket-name-prefix', 'bucket-region'),
  ),
  's3 cp': command(['source', 'target'], ...TRANSFER),
  's3 mv': command(['source', 'target'], ...TRANSFER, ...booleans('validate-same-s3-paths')),
  's3 rm': command(
    ['target'],
    ...booleans('dryrun', 'quiet', 'recursive', 'only-show-errors'),
    ...strings('include', 'exclude', 'page-size', 'request-payer'),
  ),
  's3 sync': command(['source', 'target'], ...TRANSFER, ...booleans('delete', 'size-only', 'exact-timestamps')),
  's3 mb': command(['target'], ...lists('tags')),
  's3 rb': command(['target'], ...booleans('force')),
  's3 presign': command(['path'], ...strings('expires-in')),
  's3 website': command(['path'], ...strings('index-document', 'error-document')),
  'logs tail': command(
    ['log-group'],
    ...strings('since', 'format', 'filter-pattern', 'log-stream-name-prefix'),
    ...booleans('follow'),
    ...lists('log-stream-names'),
  ),
  'logs start-live-tail': command(
    [],
    ...strings('log-event-filter-pattern', 'mode'),
    ...lists('log-group-identifiers', 'log-stream-names', 'log-stream-name-prefixes'),
  ),
  'ecr get-login-password': command([]),
  'ecr-public get-login-password': command([]),
  'rds generate-db-auth-token': command([], ...strings('hostname', 'port', 'username')),
  'dsql generate-db-connect-auth-token': command([], ...strings('hostname', 'expires-in')),
  'dsql generate-db-connect-admin-auth-token': command([], ...strings('hostname', 'expires-in')),
  'eks update-kubeconfig': command(
    [],
    ...strings('name', 'kubeconfig', 'role-arn', 'alias', 'user-alias'),
    ...booleans('dry-run', 'verbose'),
  ),
  'eks get-token': command([], ...strings('cluster-name', 'role-arn', 'cluster-id')),
  'sso login': command([], ...strings('sso-session'), ...booleans('no-browser', 'use-device-code')),
  'sso logout': command([]),
  'configure get': command(['name']),
  'configure set': command(['name', 'value']),
  'configure list': command([]),
  'configure list-profiles': command([]),
  'configure import': command([], ...strings('csv', 'profile-prefix'), ...booleans('skip-invalid')),
  'configure sso': command([], ...booleans('no-browser', 'use-device-code')),
  'configure sso-session': command([]),
  'configure export-credentials': command([], ...strings('format')),
  'cloudformation deploy': command(
    [],
    ...strings('template-file', 'stack-name', 's3-bucket', 's3-prefix', 'kms-key-id', 'role-arn'),
    ...booleans(
      'force-upload',
      'no-execute-changeset',
      'execute-changeset',
      'use-previous-parameters',
      'disable-rollback',
    ),
    ...booleans('no-disable-rollback', 'fail-on-empty-changeset', 'no-fail-on-empty-changeset'),
    ...lists('parameter-overrides', 'capabilities', 'notification-arns', 'tags'),
  ),
  'cloudformation package': command(
    [],
    ...strings('template-file', 's3-bucket', 's3-prefix', 'kms-key-id', 'output-template-file', 'metadata'),
    ...booleans('use-json', 'force-upload'),
  ),
  'ecs deploy': command(
    [],
    ...strings(
      'service',
      'task-definition',
      'codedeploy-appspec',
      'cluster',
      'codedeploy-application',
      'codedeploy-deployment-group',
    ),
  ),
  'codeartifact login': command(
    [],
    ...strings('tool', 'domain', 'domain-owner', 'namespace', 'duration-seconds', 'repository', 'endpoint-type'),
    ...booleans('dry-run'),
  ),
  'cloudtrail validate-logs': command(
    [],
    ...strings('trail-arn', 'start-time', 'end-time', 's3-bucket', 's3-prefix', 'account-id'),
    ...booleans('verbose'),
  ),
};
