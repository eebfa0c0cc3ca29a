/**
 * Sessions of the roles that an environment names: reads are made with one that cannot write, whatever a command was
 * judged to be. There is no way back to the caller's own, wider credentials: a role that cannot be assumed ends the run.
 */
import { SteadyError, type Target } from '@steadyhand/contracts';
import { createCaller } from './caller.ts';
import type { ConnectionCache } from './connection.ts';
import { CommandFailure } from './failure.ts';
import type { Credentials, Io } from './io.ts';
import { callerKey } from './same-account.ts';
import { readOnlyPolicy } from './session-policy.ts';
import { resolveSettings } from './settings.ts';

export type RoleKind = keyof NonNullable<Target['roles']>;

interface RoleSession extends Credentials {
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/** By role, and by all that decides who assumes it. */
export type RoleSessions = Map<string, Promise<RoleSession>>;

export interface RoleRequest {
  io: Io;
  /** What the command says of its caller: `profile`, `ca-bundle`. */
  globals: ReadonlyMap<string, string>;
  cache: ConnectionCache;
  sessions: RoleSessions;
}

/** A session is given up so long before its end: a command may take a while. */
const EARLY_MS = 5 * 60_000;
/** What `RoleSessionName` may hold, and for how long. */
const NO_NAME = /[^\w+=,.@-]/g;
const NAME_LENGTH = 64;

/** The same, with the credentials of the environment's role; as it is where there is none. Throws `ROLE_NOT_ASSUMED`. */
export async function actAs(kind: RoleKind, request: RoleRequest): Promise<Io> {
  const { io, globals, sessions } = request;
  const role = io.target?.roles?.[kind];
  if (role === undefined || globals.has('no-sign-request')) return io;
  const key = JSON.stringify([kind, role, io.runId, callerKey(globals.get('profile'), io.env)]);
  const known = await sessions.get(key);
  if (known && known.expiresAt - EARLY_MS > io.clock.now()) return withSession(io, known);
  const assumed = assume(kind, role, request);
  sessions.set(key, assumed);
  try {
    return withSession(io, await assumed);
  } catch (error) {
    sessions.delete(key);
    throw error;
  }
}

/** For another program: there a profile of the line would come before the credentials that it is given. */
export function withoutProfile(argv: readonly string[]): string[] {
  return argv.filter(
    (word, i) => word !== '--profile' && argv[i - 1] !== '--profile' && !word.startsWith('--profile='),
  );
}

function withSession(io: Io, { expiresAt: _, ...session }: RoleSession): Io {
  return { ...io, session };
}

async function assume(kind: RoleKind, role: string, { io, globals, cache }: RoleRequest): Promise<RoleSession> {
  const { environment = '', account = '' } = io.target ?? {};
  const problem = (reason: string, cause?: unknown): SteadyError =>
    new SteadyError('ROLE_NOT_ASSUMED', { kind, role, environment, reason: reason.trim() }, { cause });
  const ofRole = role.split(':')[4];
  if (ofRole !== account) throw problem(`it is of account ${ofRole}, and the environment is account ${account}`);
  try {
    const own = new Map([...globals].filter(([name]) => name === 'profile' || name === 'ca-bundle'));
    const settings = await resolveSettings({ globals: own, service: 'sts', io });
    const caller = await createCaller({ service: 'sts', operation: 'AssumeRole', settings, io, cache });
    const RoleSessionName = `steadyhand-${io.runId ?? 'session'}`.replace(NO_NAME, '-').slice(0, NAME_LENGTH);
    const policy = kind === 'read' ? readOnlyPolicy(role) : {};
    const { tree } = await caller.call({ RoleArn: role, RoleSessionName, ...policy });
    const session = sessionOf(tree.Credentials);
    if (session) return session;
  } catch (error) {
    if (error instanceof CommandFailure) throw problem(error.message.replaceAll(/\.?\s*\n/g, ' '), error);
    throw error;
  }
  throw problem('STS gave no credentials');
}

function sessionOf(credentials: unknown): RoleSession | null {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = (credentials ?? {}) as Record<string, unknown>;
  const expiresAt = Date.parse(String(Expiration));
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string' || typeof SessionToken !== 'string')
    return null;
  if (Number.isNaN(expiresAt)) return null;
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiresAt };
}
