import type { SecurityGroup } from '../../network/security-groups.ts';
import { AwsError } from '../../wire/service.ts';
import type { World } from '../../world/world.ts';

/** What of the range EC2 shows and changes. */
export interface Ec2World extends Pick<World, 'stack' | 'names' | 'securityGroups' | 'caches'> {
  /** `127.9.0.0/16`: the addresses of what runs in the range. */
  readonly networkCidr: string;
}

/** @throws {AwsError} as AWS does, for an id that is none and for a group that does not exist. */
export function groupOf({ securityGroups }: Ec2World, id: string): SecurityGroup {
  if (!/^sg-[0-9a-f]+$/.test(id)) {
    throw new AwsError('InvalidGroupId.Malformed', `Invalid id: "${id}" (expecting "sg-...")`);
  }
  const group = securityGroups.find(id);
  if (group) return group;
  throw new AwsError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
}

/** @throws {AwsError} which is how EC2 says that a call would have worked. */
export function stopDryRun({ DryRun }: { DryRun?: boolean | undefined }): void {
  if (DryRun) {
    throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
  }
}

export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', `ec2 ${what} is not implemented in this range.`, 501);
}

/**
 * Rules of groups before databases and caches act; those of load balancers and services are shown, and a change of them
 * is refused because nothing would come of it.
 */
export function refuseIdle({ stack, names, caches }: Ec2World, group: SecurityGroup): void {
  const ids = stack.databases.flatMap(({ securityGroups }) => securityGroups);
  const before = stack.securityGroups
    .filter(({ id }) => ids.includes(id))
    .map(({ name }) => names.securityGroupId(name));
  const beforeCaches = [...caches.values()].flatMap(({ securityGroupIds }) => securityGroupIds);
  if (![...before, ...beforeCaches].includes(group.id)) {
    throw notImplemented(`changing the rules of ${group.name}, which is before no database and no cache,`);
  }
}
