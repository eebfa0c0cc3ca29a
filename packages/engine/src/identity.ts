import { SteadyError } from '@steadyhand/contracts';
import { type Prober, probe } from './probe.ts';

/**
 * Compares the caller's account with the environment's and gives the caller's ARN.
 * Throws `ENVIRONMENT_MISMATCH` when they differ or the caller cannot be known.
 */
export async function checkIdentity(prober: Prober): Promise<string> {
  const { target } = prober;
  const result = await probe(prober, ['aws', 'sts', 'get-caller-identity', '--output', 'json']);
  const mismatch = (callerArn: string, cause?: unknown): SteadyError =>
    new SteadyError(
      'ENVIRONMENT_MISMATCH',
      {
        environment: target.environment,
        account: target.account,
        region: target.region,
        callerArn,
        callerRegion: target.region,
      },
      { cause },
    );
  if (result.exitCode !== 0) throw mismatch(`unknown (${result.stderr.trim()})`);
  const caller = parseCaller(result.stdout);
  if (!caller) throw mismatch('unknown (sts get-caller-identity gave no account)');
  if (caller.account !== target.account) throw mismatch(caller.arn);
  return caller.arn;
}

function parseCaller(json: string): { account: string; arn: string } | null {
  try {
    const { Account, Arn } = JSON.parse(json) as { Account?: unknown; Arn?: unknown };
    return typeof Account === 'string' && typeof Arn === 'string' ? { account: Account, arn: Arn } : null;
  } catch {
    return null;
  }
}
