/** Options that `aws` takes anywhere on the line, before they reach the operation. */
import type { Flag } from './service.ts';

const flag = (name: string, kind: Flag['kind'], values: readonly string[] = []): Flag => ({
  name,
  member: null,
  kind,
  required: false,
  positional: false,
  negates: false,
  values,
});

export const GLOBAL_FLAGS: readonly Flag[] = [
  flag('debug', 'boolean'),
  flag('endpoint-url', 'string'),
  flag('no-verify-ssl', 'boolean'),
  flag('no-paginate', 'boolean'),
  flag('output', 'string', ['json', 'text', 'table', 'yaml', 'yaml-stream', 'off']),
  flag('query', 'string'),
  flag('profile', 'string'),
  flag('region', 'string'),
  flag('version', 'boolean'),
  flag('color', 'string', ['on', 'off', 'auto']),
  flag('no-sign-request', 'boolean'),
  flag('ca-bundle', 'string'),
  flag('cli-read-timeout', 'integer'),
  flag('cli-connect-timeout', 'integer'),
  flag('cli-binary-format', 'string', ['base64', 'raw-in-base64-out']),
  flag('no-cli-pager', 'boolean'),
  flag('cli-auto-prompt', 'boolean'),
  flag('no-cli-auto-prompt', 'boolean'),
];

const GENERAL_FLAGS: readonly Flag[] = [
  flag('cli-input-json', 'string'),
  flag('cli-input-yaml', 'string'),
  flag('generate-cli-skeleton', 'optional'),
];
const PAGINATED_FLAGS: readonly Flag[] = [
  ...GENERAL_FLAGS,
  flag('starting-token', 'string'),
  flag('page-size', 'integer'),
  flag('max-items', 'integer'),
];

/** What every operation of a service takes beside its own input. */
export function generalFlags(paginated: boolean): readonly Flag[] {
  return paginated ? PAGINATED_FLAGS : GENERAL_FLAGS;
}

export { flag as commandFlag };
