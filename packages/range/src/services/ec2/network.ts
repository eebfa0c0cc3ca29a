import { createHash } from 'node:crypto';
import type { AvailabilityZone, Subnet, Vpc } from '@aws-sdk/client-ec2';
import type { Ec2World } from './world.ts';

/** The one network of a region: everything in it shares a block of loopback addresses. */
export function vpcId(world: Ec2World): string {
  return `vpc-${digest(world, 'vpc')}`;
}

export function vpcOf(world: Ec2World): Vpc {
  return {
    VpcId: vpcId(world),
    CidrBlock: world.networkCidr,
    State: 'available',
    IsDefault: true,
    InstanceTenancy: 'default',
    OwnerId: world.names.account,
    Tags: [],
  };
}

/** Zones are names alone in a range; there is one subnet for each. */
export function zonesOf({ names }: Ec2World): AvailabilityZone[] {
  return ['a', 'b'].map((letter) => ({
    ZoneName: `${names.region}${letter}`,
    ZoneId: `${names.region}-az${letter === 'a' ? 1 : 2}`,
    ZoneType: 'availability-zone',
    RegionName: names.region,
    State: 'available',
    OptInStatus: 'opt-in-not-required',
    Messages: [],
  }));
}

export function subnetsOf(world: Ec2World): Subnet[] {
  return zonesOf(world).map(({ ZoneName = '', ZoneId }) => ({
    SubnetId: `subnet-${digest(world, ZoneName)}`,
    VpcId: vpcId(world),
    CidrBlock: world.networkCidr,
    AvailabilityZone: ZoneName,
    AvailabilityZoneId: ZoneId,
    State: 'available',
    DefaultForAz: true,
    OwnerId: world.names.account,
    Tags: [],
  }));
}

/** The same each time, as names in a range are. */
function digest({ stack, names }: Ec2World, what: string): string {
  const text = [stack.project, stack.name, names.region, what].join('/');
  return createHash('sha256').update(text).digest('hex').slice(0, 17);
}
