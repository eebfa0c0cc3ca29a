import { randomBytes, randomInt } from 'node:crypto';
import type { Clock } from '@steadyhand/contracts';
import { WIRE_NAMES } from '../../wire/names.ts';
import { AwsError } from '../../wire/service.ts';
import type { SessionPolicies } from './session-policy.ts';

/** One session of a role, as `AssumeRole` made it. */
export interface RoleSession {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  /** `arn:aws:sts::123456789012:assumed-role/NAME/SESSION` */
  arn: string;
  roleArn: string;
  /** The inline session policy, as it was given. */
  policy: string | undefined;
  policyArns: readonly string[];
  expiresAt: number;
  allows: SessionPolicies | null;
}

export interface SessionRequest extends Pick<RoleSession, 'roleArn' | 'policy' | 'policyArns' | 'allows'> {
  account: string;
  name: string;
  seconds: number;
}

/** Who asks for what, before a handler sees it. */
export interface Access {
  accessKeyId: string;
  /** SDK client. */
  client: string;
  operation: string;
}

const KEY_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** IAM's prefix of actions, where it is not the name that signatures use. */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

export class RoleSessions {
  readonly #clock: Clock;
  readonly #sessions = new Map<string, RoleSession>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** All of this range, expired ones among them. */
  get all(): readonly RoleSession[] {
    return [...this.#sessions.values()];
  }

  of(accessKeyId: string): RoleSession | undefined {
    return this.#sessions.get(accessKeyId);
  }

  open({ account, name, seconds, ...rest }: SessionRequest): RoleSession {
    const role = rest.roleArn.split('/').at(-1);
    const letters = Array.from({ length: 16 }, () => KEY_LETTERS[randomInt(KEY_LETTERS.length)]).join('');
    const session: RoleSession = {
      ...rest,
      accessKeyId: `ASIA${letters}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(120).toString('base64'),
      arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
      expiresAt: this.#clock.now() + seconds * 1000,
    };
    this.#sessions.set(session.accessKeyId, session);
    return session;
  }

  /** Throws `AwsError` for what a session may not do, or not any more. Keys that no session has may do everything. */
  authorise({ accessKeyId, client, operation }: Access): void {
    const session = this.#sessions.get(accessKeyId);
    if (!session) return;
    if (session.expiresAt <= this.#clock.now())
      throw new AwsError('ExpiredTokenException', 'The security token included in the request is expired', 403);
    const signing = WIRE_NAMES[client]?.signing ?? client;
    const action = `${PREFIXES[signing] ?? signing}:${operation}`;
    // AWS answers this one whatever the policies are.
    const problem = action === 'sts:GetCallerIdentity' ? null : (session.allows?.(action) ?? null);
    if (problem === null) return;
    const message = `User: ${session.arn} is not authorized to perform: ${action} because ${problem}`;
    throw new AwsError('AccessDeniedException', message, 400);
  }
}
