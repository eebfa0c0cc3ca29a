import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  type Clock,
  type Environment,
  type RangeDescription,
  SteadyError,
  type System,
  type Target,
} from '@steadyhand/contracts';
import { loadSystem, type NewRun, SYSTEM_FILE } from '@steadyhand/engine';
import { userFolders } from './paths.ts';
import { systemOfRunbook } from './system-folder.ts';
import { wallClock } from './wall-clock.ts';

const RANGE = 'range';

/** Where a run goes, and what is known of the system there. */
export interface ResolvedEnvironment {
  system: System | null;
  target: Target;
  /** The caller's own variables that a session there needs. */
  env: Readonly<Record<string, string>>;
  /** The target's own clock: a range's may run faster than the wall. */
  clock: Clock;
}

/**
 * The environment of a name for a runbook; without a name, the only one of its `steadyhand.yaml`. `range` is the running
 * range; a runbook without a `steadyhand.yaml` takes the bindings of the system that the range was booted from.
 */
export async function resolveEnvironment(runbookPath: string, name: string | undefined): Promise<ResolvedEnvironment> {
  const found = await systemOfRunbook(runbookPath);
  const file = found ? join(found.folder, SYSTEM_FILE) : `${SYSTEM_FILE} (there is none beside the runbook or above)`;
  return environmentOf(found?.system ?? null, { name, file });
}

/**
 * The same for a run, with this process's credentials. What this machine's own files say of the environment counts; where
 * there are none, as on a worker far from the runbook, the system as it was when the run was started.
 */
export async function environmentOfRun({
  runbook,
  settings,
  environment,
}: Pick<NewRun, 'runbook' | 'settings' | 'environment'>): Promise<ResolvedEnvironment> {
  const own = await systemOfRunbook(runbook.path);
  if (own || settings === null) return resolveEnvironment(runbook.path, environment);
  return environmentOf(settings.system, { name: environment, file: `the ${SYSTEM_FILE} of the run` });
}

async function environmentOf(
  system: System | null,
  { name, file }: { name: string | undefined; file: string },
): Promise<ResolvedEnvironment> {
  const environments = system?.environments ?? {};
  const known = Object.keys(environments);
  const chosen = name ?? (known.length === 1 ? known[0] : undefined);
  const environment = chosen === undefined ? undefined : environments[chosen];
  if (environment?.kind === 'range' || (!environment && chosen === RANGE)) return inRange(system);
  if (chosen !== undefined && environment) {
    const target = accountTarget(chosen, environment);
    return { system, target, env: accountEnv(environment.profile), clock: wallClock };
  }
  throw new SteadyError('ENVIRONMENT_UNKNOWN', {
    name: chosen ?? '(none given)',
    file,
    known: [...new Set([...known, RANGE])].join(', '),
  });
}

async function inRange(own: System | null): Promise<ResolvedEnvironment> {
  const { findRange } = await import('@steadyhand/range');
  const range = await findRange({ stateFolder: userFolders().state, ...(own ? { system: own.system } : {}) });
  if (!range) throw new SteadyError('RANGE_NOT_RUNNING', { name: own?.system ?? '' });
  const system = own ?? (await loadSystem(range.systemFolder));
  return { system, target: targetOfRange(range, system), env: {}, clock: clockOfRange(range) };
}

/** The range's clock, which started with the range and runs at its speed. */
function clockOfRange(range: RangeDescription): Clock {
  const start = Date.parse(range.startedAt);
  return {
    now: () => start + (wallClock.now() - start) * range.speed,
    sleep: (ms, signal) => wallClock.sleep(ms / range.speed, signal),
    rate: range.speed,
  };
}

function accountTarget(name: string, environment: Environment): Target {
  const { account, region, protection, outputs } = environment;
  const roles = rolesOf(environment);
  if (!account || !region) {
    throw new SteadyError('SYSTEM_FILE_INVALID', {
      file: SYSTEM_FILE,
      problems: `environments.${name}: account and region are needed, so that the caller can be compared with them`,
    });
  }
  const resolve: Target['resolve'] = (host, port) => ({ host, port });
  return { environment: name, kind: 'aws', protection, account, region, ...roles, outputs, resolve };
}

function rolesOf({ readRole: read, changeRole: change }: Environment): Pick<Target, 'roles'> {
  return read || change ? { roles: { ...(read && { read }), ...(change && { change }) } } : {};
}

/** A running range as the target of a run. */
export function targetOfRange(range: RangeDescription, system: System | null): Target {
  const environment = system?.environments[RANGE];
  return {
    environment: RANGE,
    kind: 'range',
    protection: environment?.protection ?? 'open',
    account: range.account,
    region: range.region,
    endpoint: range.endpoint,
    credentials: range.credentials,
    ...(environment && rolesOf(environment)),
    outputs: { ...range.outputs, ...environment?.outputs },
    ...(range.ca === null ? {} : { ca: range.ca }),
    resolve: (host, port) => resolveInRange({ ...range, hosts: hostsNow(range) }, host, port),
  };
}

/** Names come and go with deployments and records of Route 53. */
function hostsNow({ hosts, hostsFile }: RangeDescription): RangeDescription['hosts'] {
  if (hostsFile === undefined) return hosts;
  try {
    return JSON.parse(readFileSync(hostsFile, 'utf8'));
  } catch {
    // The range has ended.
    return hosts;
  }
}

function resolveInRange(
  range: Pick<RangeDescription, 'hosts' | 'endpoint'>,
  host: string,
  port: number,
): { host: string; port: number } | null {
  const found = range.hosts[`${host}:${port}`] ?? range.hosts[`${host}:*`];
  if (found !== undefined) {
    const colon = found.lastIndexOf(':');
    const mapped = found.slice(colon + 1);
    return { host: found.slice(0, colon), port: mapped === '*' ? port : Number(mapped) };
  }
  const isOwn = Object.values(range.hosts).some((address) => address === `${host}:${port}`);
  return isOwn || range.endpoint === `http://${host}:${port}` ? { host, port } : null;
}

/**
 * Credentials and settings of the caller. A profile of `steadyhand.yaml` is meant, whatever keys lie about. The AWS files are
 * named: a session has a home of its own, in which there are none.
 */
function accountEnv(profile: string | undefined): Record<string, string> {
  const own = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_') || name === 'HOME');
  const folder = join(process.env.HOME ?? homedir(), '.aws');
  const env: Record<string, string> = {
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    ...Object.fromEntries(own.map(([name, value]) => [name, value ?? ''])),
  };
  if (profile === undefined) return env;
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, ...rest } = env;
  return { ...rest, AWS_PROFILE: profile };
}
