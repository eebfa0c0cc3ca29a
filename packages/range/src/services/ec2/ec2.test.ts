import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeAvailabilityZonesCommand,
  DescribeRegionsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fixtureStack } from '../../testing/fixture-range.ts';
import { startWireServer, type WireServer } from '../../wire/server.ts';
import { declareStack, emptyWorld, type World } from '../../world/world.ts';
import { manualClock } from '../testing/manual-clock.ts';
import { createEc2 } from './ec2.ts';

let world: World;
let server: WireServer;
let client: EC2Client;
let api: string;
let cache: string;

beforeEach(async () => {
  const clock = manualClock('2026-11-21T21:00:00Z');
  const stack = fixtureStack({
    securityGroups: [
      { id: 'api', name: 'fixture-api', description: 'the api', ingress: [] },
      {
        id: 'cache',
        name: 'fixture-cache',
        description: 'the cache',
        ingress: [
          { fromPort: 6379, toPort: 6379, source: { securityGroup: 'api' }, description: 'from the api' },
          { fromPort: 6379, toPort: 6379, source: { cidr: '10.0.0.0/16' } },
        ],
      },
    ],
    caches: [
      { id: 'main', replicationGroupId: 'fixture-redis', nodeType: 'cache.t4g.micro', securityGroups: ['cache'] },
    ],
    databases: [
      {
        id: 'main',
        identifier: 'fixture-db',
        instanceClass: 'db.t4g.micro',
        database: 'app',
        username: 'app',
        securityGroups: ['cache'],
      },
    ],
  });
  world = emptyWorld(stack, clock);
  declareStack(world, stack);
  [api, cache] = ['fixture-api', 'fixture-cache'].map((name) => world.names.securityGroupId(name)) as [string, string];
  const service = createEc2(world, '127.9.0.0/16');
  server = await startWireServer({ services: [service], clock, account: world.names.account });
  client = new EC2Client({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});

afterEach(async () => {
  client.destroy();
  await server.close();
});

const fromApi = () => [{ IpProtocol: 'tcp', FromPort: 6379, ToPort: 6379, UserIdGroupPairs: [{ GroupId: api }] }];

test('groups are shown with their rules, and found by filters', async () => {
  const { SecurityGroups = [] } = await client.send(new DescribeSecurityGroupsCommand({ GroupIds: [cache] }));
  expect(SecurityGroups).toMatchObject([
    {
      GroupId: cache,
      GroupName: 'fixture-cache',
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 6379,
          ToPort: 6379,
          IpRanges: [{ CidrIp: '10.0.0.0/16' }],
          UserIdGroupPairs: [{ GroupId: api, Description: 'from the api' }],
        },
      ],
      IpPermissionsEgress: [{ IpProtocol: '-1' }],
    },
  ]);
  const names = async (Name: string, value: string) => {
    const found = await client.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name, Values: [value] }] }));
    return found.SecurityGroups?.map(({ GroupName }) => GroupName);
  };
  expect(await names('group-name', '*-cache')).toEqual(['fixture-cache']);
  expect(await names('ip-permission.from-port', '6379')).toEqual(['fixture-cache']);
  await expect(names('nonsense', 'x')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  const unknown = new DescribeSecurityGroupsCommand({ GroupIds: ['sg-0123456789abcdef0'] });
  await expect(client.send(unknown)).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' });
  const malformed = new DescribeSecurityGroupsCommand({ GroupIds: ['cache'] });
  await expect(client.send(malformed)).rejects.toMatchObject({ name: 'InvalidGroupId.Malformed' });
});

test('a revoked rule admits nobody until it is authorised again', async () => {
  const sources = () => world.securityGroups.sourcesOf([cache], 6379);
  const GroupId = cache;
  const IpPermissions = fromApi();
  expect(sources()).toEqual([api, '10.0.0.0/16']);
  await client.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  expect(sources()).toEqual(['10.0.0.0/16']);
  await expect(client.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }))).rejects.toMatchObject({
    name: 'InvalidPermission.NotFound',
  });
  const authorize = new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions });
  const { SecurityGroupRules = [] } = await client.send(authorize);
  expect(sources()).toEqual(['10.0.0.0/16', api]);
  await expect(client.send(authorize)).rejects.toMatchObject({ name: 'InvalidPermission.Duplicate' });
  const [rule] = SecurityGroupRules;
  const SecurityGroupRuleId = rule?.SecurityGroupRuleId ?? '';
  const changed = { IpProtocol: 'tcp', FromPort: 1, ToPort: 6380, CidrIpv4: '0.0.0.0/0' };
  await client.send(
    new ModifySecurityGroupRulesCommand({
      GroupId,
      SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule: changed }],
    }),
  );
  const shown = await client.send(
    new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [SecurityGroupRuleId] }),
  );
  expect(shown.SecurityGroupRules).toMatchObject([{ ...changed, GroupId, IsEgress: false }]);
  await client.send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: [SecurityGroupRuleId] }));
  expect(sources()).toEqual(['10.0.0.0/16']);
});

test('a dry run changes nothing, and rules that would not act are refused', async () => {
  const dry = new RevokeSecurityGroupIngressCommand({ GroupId: cache, IpPermissions: fromApi(), DryRun: true });
  await expect(client.send(dry)).rejects.toMatchObject({ name: 'DryRunOperation' });
  expect(world.securityGroups.sourcesOf([cache], 6379)).toContain(api);
  const idle = new AuthorizeSecurityGroupIngressCommand({ GroupId: api, IpPermissions: fromApi() });
  await expect(client.send(idle)).rejects.toThrow('before no database and no cache');
});

test('the network around them', async () => {
  const { Vpcs = [] } = await client.send(new DescribeVpcsCommand({}));
  const { Subnets = [] } = await client.send(new DescribeSubnetsCommand({}));
  const { AvailabilityZones = [] } = await client.send(new DescribeAvailabilityZonesCommand({}));
  const { Regions = [] } = await client.send(new DescribeRegionsCommand({}));
  expect(Vpcs).toMatchObject([{ CidrBlock: '127.9.0.0/16', IsDefault: true }]);
  expect(Subnets.map(({ VpcId }) => VpcId)).toEqual([Vpcs[0]?.VpcId, Vpcs[0]?.VpcId]);
  expect(AvailabilityZones.map(({ ZoneName }) => ZoneName)).toEqual(['eu-west-1a', 'eu-west-1b']);
  expect(Regions.map(({ RegionName }) => RegionName)).toEqual(['eu-west-1']);
});
