import { parseCommand } from '@steadyhand/aws-catalog';
import { SteadyError } from '@steadyhand/contracts';
import { execute } from './execute.ts';
import type { Execution } from './operation.ts';
import type { Env } from './profile.ts';
import { resolveSettings } from './settings.ts';

/** What decides who calls, beside the words of the command. */
const IDENTITY_VARIABLE =
  /^(?:AWS_(?:(?:DEFAULT_)?PROFILE|ACCESS_KEY_ID|SESSION_TOKEN|ROLE_ARN|CONFIG_FILE|SHARED_CREDENTIALS_FILE|ENDPOINT_URL.*)|HOME)$/;

interface Caller {
  account: string;
  arn: string;
}

/** Callers by all that decides them; one question each. */
export type CallerCache = Map<string, Promise<Caller | null>>;

/**
 * A run is checked against its environment before its first command; a session may name another profile, other keys
 * or another region afterwards. Throws `ENVIRONMENT_MISMATCH` where this command would go to another account, or to a
 * region that it does not name itself.
 */
export async function checkSameAccount(
  argv: readonly string[],
  { io, cache }: Omit<Execution, 'parsed'>,
  callers: CallerCache,
): Promise<void> {
  const { target } = io;
  const parsed = parseCommand(argv);
  const { globals, kind, service, command } = parsed;
  const sends = kind === 'operation' || kind === 'waiter' || kind === 'custom';
  if (target?.kind !== 'aws' || !sends || globals.has('no-sign-request')) return;
  if (parsed.problem !== null || `${service} ${command}` === 'sts get-caller-identity') return;
  const profile = globals.get('profile');
  const key = callerKey(profile, io.env);
  const asked = callers.get(key) ?? whoCalls(profile, { io, cache });
  callers.set(key, asked);
  const caller = await asked;
  if (caller === null) callers.delete(key);
  const callerRegion = globals.get('region') ? target.region : (await resolveSettings({ globals, service, io })).region;
  if (caller?.account === target.account && callerRegion === target.region) return;
  const { environment, account, region } = target;
  const callerArn = caller?.arn ?? 'unknown (sts get-caller-identity gave no account)';
  throw new SteadyError('ENVIRONMENT_MISMATCH', { environment, account, region, callerArn, callerRegion });
}

/** The same for the same caller. */
export function callerKey(profile: string | undefined, env: Env): string {
  return JSON.stringify([profile, ...Object.entries(env).filter(([name]) => IDENTITY_VARIABLE.test(name))]);
}

async function whoCalls(profile: string | undefined, rest: Omit<Execution, 'parsed'>): Promise<Caller | null> {
  const asProfile = profile === undefined ? [] : ['--profile', profile];
  const { exitCode, stdout } = await execute(['sts', 'get-caller-identity', '--output', 'json', ...asProfile], rest);
  if (exitCode !== 0) return null;
  const { Account: account, Arn: arn } = JSON.parse(stdout) as { Account: string; Arn: string };
  return { account, arn };
}
