import type { Clock } from '@steadyhand/contracts';
import { AwsError, type Caller, type Handlers, type RangeService } from '../../wire/service.ts';
import { readSessionPolicies } from './session-policy.ts';
import { type RoleSession, RoleSessions } from './sessions.ts';

const HOUR_SECONDS = 3600;

export interface Sts {
  service: RangeService;
  sessions: RoleSessions;
}

/** Every caller is the same user of the range's account, or a session of a role that this user assumed. */
export function createSts(clock: Clock): Sts {
  const sessions = new RoleSessions(clock);
  const handlers: Handlers<typeof import('@aws-sdk/client-sts')> = {
    GetCallerIdentity: (_input, { account, accessKeyId }) => {
      const session = sessions.of(accessKeyId);
      return session ? ofSession(session, account) : ofUser(account);
    },
    AssumeRole: ({ RoleArn, RoleSessionName, Policy, PolicyArns = [], DurationSeconds = HOUR_SECONDS }, caller) => {
      refuseOtherAccount(RoleArn, caller);
      const policyArns = PolicyArns.map(({ arn = '' }) => arn);
      const session = sessions.open({
        account: caller.account,
        roleArn: RoleArn,
        name: RoleSessionName,
        seconds: DurationSeconds,
        policy: Policy,
        policyArns,
        allows: readSessionPolicies(Policy, policyArns),
      });
      const { accessKeyId, secretAccessKey, sessionToken, expiresAt, arn } = session;
      return {
        Credentials: {
          AccessKeyId: accessKeyId,
          SecretAccessKey: secretAccessKey,
          SessionToken: sessionToken,
          Expiration: new Date(expiresAt),
        },
        AssumedRoleUser: { AssumedRoleId: idOf(arn), Arn: arn },
      };
    },
  };
  return { service: { client: 'sts', load: () => import('@aws-sdk/client-sts'), handlers }, sessions };
}

/** Any role of the range's own account is there, and trusts it; others are as good as not there. */
function refuseOtherAccount(role: string, { account }: Caller): void {
  if (role.startsWith(`arn:aws:iam::${account}:role/`)) return;
  const { Arn } = ofUser(account);
  const message = `User: ${Arn} is not authorized to perform: sts:AssumeRole on resource: ${role}`;
  throw new AwsError('AccessDenied', message, 403);
}

function ofUser(account: string) {
  return { UserId: 'AIDARANGEUSER00000000', Account: account, Arn: `arn:aws:iam::${account}:user/range` };
}

function ofSession({ arn }: RoleSession, account: string) {
  return { UserId: idOf(arn), Account: account, Arn: arn };
}

function idOf(arn: string): string {
  return `AROARANGEROLE00000000:${arn.split('/').at(-1)}`;
}
