/**
 * Whether two who approve may be one person.
 *
 * Who signs with a key of their own is whom the key says. Everybody else is told apart by name, and by what AWS knows: the
 * name of a role's session is chosen by whoever assumes the role, so all sessions of a role are one person; only sessions
 * of IAM Identity Center are named by the Center, after the user. (IAM User Guide, "AWS STS: RoleSessionName";
 * the roles of permission sets are `AWSReservedSSO_…`.)
 */
export interface Approver {
  name: string;
  /** What AWS says of the caller, where it was asked. */
  arn?: string | undefined;
  /** The name was proven by a signature. */
  hasKey: boolean;
}

export function mayBeSame(a: Approver, b: Approver): boolean {
  if (a.name === b.name) return true;
  if (a.hasKey && b.hasKey) return false;
  return a.arn !== undefined && b.arn !== undefined && principalOf(a.arn) === principalOf(b.arn);
}

/** Who stands behind an ARN, as far as AWS vouches for it. */
export function principalOf(arn: string): string {
  const [, , , account, ...rest] = arn.slice('arn:'.length).split(':');
  const [kind, role = '', session = ''] = rest.join(':').split('/');
  if (kind === 'federated-user') return `federated users of ${account}`;
  if (kind !== 'assumed-role') return arn;
  // One user may come with more than one permission set.
  return role.startsWith('AWSReservedSSO_') ? `user ${session} of IAM Identity Center` : `role ${role} of ${account}`;
}

/** What a caller is called after: `ada` of a user, `on-call/ada` of a session, which is no proof of being ada. */
export function nameOfArn(arn: string): string {
  const path = arn.split(':').slice(5).join(':').split('/');
  return path[0] === 'assumed-role' ? path.slice(1).join('/') : (path.at(-1) ?? arn);
}
