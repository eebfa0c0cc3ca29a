import { SteadyError } from '@steadyhand/contracts';
import { type Prober, probe } from './probe.ts';

/**
 * Compares the caller's account, and the region that the caller's variables name, with the environment's; gives the
 * caller's ARN. Throws `ENVIRONMENT_MISMATCH` when they differ or the caller cannot be known.
 */
export async function checkIdentity(prober: Prober): Promise<string> {
  const { target, env } = prober;
  const callerRegion = env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? target.region;
  const mismatch = (callerArn: string): SteadyError => {
    const { environment, account, region } = target;
    return new SteadyError('ENVIRONMENT_MISMATCH', { environment, account, region, callerArn, callerRegion });
  };
  const result = await probe(prober, ['aws', 'sts', 'get-caller-identity', '--output', 'json']);
  if (result.exitCode !== 0) throw mismatch(`unknown (${result.stderr.trim()})`);
  const caller = parseCaller(result.stdout);
  if (!caller) throw mismatch('unknown (sts get-caller-identity gave no account)');
  if (caller.account !== target.account || callerRegion !== target.region) throw mismatch(caller.arn);
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
