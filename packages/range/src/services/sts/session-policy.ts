/**
 * What the session policies of `AssumeRole` leave of a role (IAM User Guide, "Policy evaluation logic"): a deny decides;
 * then something must allow. A role of a range may do everything, so the policies alone say what its sessions may.
 */
import { z } from 'zod';
import { AwsError } from '../../wire/service.ts';

const Texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/** What is evaluated here. A statement with anything else is refused: taken for less than it says, it would mean more. */
const PolicySchema = z.strictObject({
  Version: z.string().optional(),
  Statement: z.array(
    z.strictObject({
      Sid: z.string().optional(),
      Effect: z.enum(['Allow', 'Deny']),
      Action: Texts,
      Resource: z.literal('*'),
    }),
  ),
});
type Statement = z.infer<typeof PolicySchema>['Statement'][number];

/** AWS's own lists hundreds of actions; these verbs are the ones of the services that a range has. */
const MANAGED: Readonly<Record<string, RegExp>> = {
  'arn:aws:iam::aws:policy/ReadOnlyAccess': /:(?:BatchGet|Describe|Filter|Get|List|Lookup|Search|StartQuery|StopQuery)/,
};
const LENGTH_MAX = 2048;

/** Null where an action is allowed, else why it is not. Actions are like `ecs:UpdateService`. */
export type SessionPolicies = (action: string) => string | null;

/** Throws `AwsError` for what STS, or this range, does not take; null without any policy. */
export function readSessionPolicies(policy: string | undefined, arns: readonly string[]): SessionPolicies | null {
  if (policy === undefined && arns.length === 0) return null;
  const length = (policy ?? '').length + arns.join('').length;
  if (length > LENGTH_MAX)
    throw new AwsError('PackedPolicyTooLarge', `Session policies of ${length} characters; ${LENGTH_MAX} are allowed.`);
  const managed = arns.map(managedPolicy);
  const statements = policy === undefined ? [] : parsePolicy(policy);
  return (action) => {
    const matching = statements.filter(({ Action }) => Action.some((glob) => matches(glob, action)));
    if (matching.some(({ Effect }) => Effect === 'Deny')) return `an explicit deny in a session policy`;
    const isAllowed = matching.length > 0 || managed.some((verbs) => verbs.test(action));
    return isAllowed ? null : `no session policy allows the ${action} action`;
  };
}

function managedPolicy(arn: string): RegExp {
  const verbs = MANAGED[arn];
  if (verbs) return verbs;
  throw new AwsError('NotImplemented', `The managed policy ${arn} is not known in this range.`, 501);
}

function parsePolicy(text: string): Statement[] {
  try {
    return PolicySchema.parse(JSON.parse(text)).Statement;
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : 'it is no JSON';
    throw new AwsError('MalformedPolicyDocument', `The policy is not one that a range evaluates: ${reason}`);
  }
}

/** Actions are matched without regard to case. */
function matches(glob: string, action: string): boolean {
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`, 'i').test(action);
}
