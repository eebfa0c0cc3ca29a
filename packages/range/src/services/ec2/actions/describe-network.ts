import type {
  AvailabilityZone,
  DescribeAvailabilityZonesRequest,
  DescribeAvailabilityZonesResult,
  DescribeRegionsRequest,
  DescribeRegionsResult,
  DescribeSubnetsRequest,
  DescribeSubnetsResult,
  DescribeVpcsRequest,
  DescribeVpcsResult,
  Subnet,
  Vpc,
} from '@aws-sdk/client-ec2';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { filtered } from '../filters.ts';
import { subnetsOf, vpcOf, zonesOf } from '../network.ts';
import { type Ec2World, stopDryRun } from '../world.ts';

export function describeVpcs(world: Ec2World, input: Checked<DescribeVpcsRequest>): DescribeVpcsResult {
  stopDryRun(input);
  const found = named([vpcOf(world)], input.VpcIds, { key: 'VpcId', code: 'InvalidVpcID.NotFound', what: 'vpc ID' });
  return {
    Vpcs: filtered(found, input.Filters, {
      'vpc-id': ({ VpcId = '' }: Vpc) => [VpcId],
      cidr: ({ CidrBlock = '' }: Vpc) => [CidrBlock],
      'is-default': () => ['true'],
      isDefault: () => ['true'],
      state: () => ['available'],
    }),
  };
}

export function describeSubnets(world: Ec2World, input: Checked<DescribeSubnetsRequest>): DescribeSubnetsResult {
  stopDryRun(input);
  const words = { key: 'SubnetId', code: 'InvalidSubnetID.NotFound', what: 'subnet ID' } as const;
  return {
    Subnets: filtered(named(subnetsOf(world), input.SubnetIds, words), input.Filters, {
      'subnet-id': ({ SubnetId = '' }: Subnet) => [SubnetId],
      'vpc-id': ({ VpcId = '' }: Subnet) => [VpcId],
      'availability-zone': ({ AvailabilityZone: zone = '' }: Subnet) => [zone],
      'default-for-az': () => ['true'],
      state: () => ['available'],
    }),
  };
}

export function describeAvailabilityZones(
  world: Ec2World,
  input: Checked<DescribeAvailabilityZonesRequest>,
): DescribeAvailabilityZonesResult {
  stopDryRun(input);
  const words = { key: 'ZoneName', code: 'InvalidParameterValue', what: 'availability zone' } as const;
  return {
    AvailabilityZones: filtered(named(zonesOf(world), input.ZoneNames, words), input.Filters, {
      'zone-name': ({ ZoneName = '' }: AvailabilityZone) => [ZoneName],
      'region-name': ({ RegionName = '' }: AvailabilityZone) => [RegionName],
      state: () => ['available'],
      'opt-in-status': () => ['opt-in-not-required'],
    }),
  };
}

/** The stack's own region, and the one for its recovery. */
export function describeRegions(
  { stack, names }: Ec2World,
  input: Checked<DescribeRegionsRequest>,
): DescribeRegionsResult {
  stopDryRun(input);
  const regions = [...new Set([names.region, stack.region, ...(stack.recoveryRegion ? [stack.recoveryRegion] : [])])];
  const found = regions.map((RegionName) => ({
    RegionName,
    Endpoint: `ec2.${RegionName}.amazonaws.com`,
    OptInStatus: 'opt-in-not-required',
  }));
  const words = { key: 'RegionName', code: 'InvalidParameterValue', what: 'region' } as const;
  return {
    Regions: filtered(named(found, input.RegionNames, words), input.Filters, {
      'region-name': ({ RegionName }) => [RegionName],
      'opt-in-status': () => ['opt-in-not-required'],
    }),
  };
}

/** Items of these ids; all when there are none. */
function named<K extends string, T extends { [key in K]?: string | undefined }>(
  items: readonly T[],
  ids: readonly string[] = [],
  { key, code, what }: { key: K; code: string; what: string },
): T[] {
  const unknown = ids.find((id) => items.every((item) => item[key] !== id));
  if (unknown !== undefined) throw new AwsError(code, `The ${what} '${unknown}' does not exist`);
  return items.filter((item) => ids.length === 0 || ids.includes(item[key] ?? ''));
}
