import type { Stack } from '@steadyhand/contracts';

export interface SubnetGroup {
  name: string;
  /** Undefined in the stack's own region. */
  region: string | undefined;
  /** Input that holds its subnets. */
  subnets: string;
}

/** Subnet groups of databases, each once. `default` is every VPC's own. */
export function subnetGroupsOf(stack: Stack): SubnetGroup[] {
  const wanted = [
    ...stack.databases.map(({ subnetGroup }) => ({ name: subnetGroup, region: stack.region })),
    ...stack.backupVaults.flatMap(({ subnetGroups, region = stack.region }) =>
      subnetGroups.map((name) => ({ name, region })),
    ),
  ].filter(({ name }) => name !== 'default');
  const each = new Map(wanted.map((group) => [`${group.region}/${group.name}`, group]));
  return [...each.values()].map(({ name, region }) =>
    region === stack.region
      ? { name, region: undefined, subnets: 'private-subnet-ids' }
      : { name, region, subnets: `${region}-subnet-ids` },
  );
}

/** Distinct in the whole stack, though a group in another region may have the same name. */
export function subnetGroupId({ name, region }: Pick<SubnetGroup, 'name' | 'region'>): string {
  return region === undefined ? name : `${name}-${region}`;
}
