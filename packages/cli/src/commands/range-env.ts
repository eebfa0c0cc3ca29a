import { fileURLToPath } from 'node:url';
import { quoteWord } from '@steadyhand/bash';
import { runningRange } from '../running-range.ts';

/** Prints what the real AWS CLI needs to reach a running range, and a PATH on which `aws` cannot leave it. */
export async function rangeEnv(options: { name?: string; json?: boolean }): Promise<number> {
  const range = await runningRange(options.name);
  const bin = fileURLToPath(new URL('../../bin/range-bin', import.meta.url));
  const variables: Record<string, string> = {
    AWS_ENDPOINT_URL: range.endpoint,
    AWS_ACCESS_KEY_ID: range.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: range.credentials.secretAccessKey,
    AWS_REGION: range.region,
    AWS_DEFAULT_REGION: range.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  };
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ variables, path: bin, description: range }, null, 2)}\n`);
    return 0;
  }
  const lines = [
    'unset AWS_PROFILE AWS_SESSION_TOKEN',
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${quoteWord(value)}`),
    `export PATH=${quoteWord(bin)}:"$PATH"`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}
