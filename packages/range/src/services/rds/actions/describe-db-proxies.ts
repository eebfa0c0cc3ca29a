import type {
  DescribeDBProxiesRequest,
  DescribeDBProxiesResponse,
  DescribeDBProxyTargetGroupsRequest,
  DescribeDBProxyTargetGroupsResponse,
  DescribeDBProxyTargetsRequest,
  DescribeDBProxyTargetsResponse,
} from '@aws-sdk/client-rds';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { POSTGRES_PORT } from '../../../world/names.ts';
import { refuseIdle } from '../checks.ts';
import { BORROW_TIMEOUT_SECONDS, type DbProxy, MAX_IDLE_PERCENT } from '../proxies.ts';
import { rdsPage } from '../rds-page.ts';
import type { RdsWorld } from '../world.ts';

const TARGET_GROUP = 'default';

export function describeDbProxies(
  { proxies }: RdsWorld,
  input: Checked<DescribeDBProxiesRequest>,
): DescribeDBProxiesResponse {
  refuseIdle('DescribeDBProxies', { Filters: input.Filters?.length ? input.Filters : undefined }, []);
  const found = input.DBProxyName === undefined ? proxies.all() : [proxies.get(input.DBProxyName)];
  const { items, marker } = rdsPage(found, input);
  return { DBProxies: items.map(proxyView), Marker: marker };
}

export function describeDbProxyTargets(
  { proxies, instances }: RdsWorld,
  input: Checked<DescribeDBProxyTargetsRequest>,
): DescribeDBProxyTargetsResponse {
  refuseIdle('DescribeDBProxyTargets', { Filters: input.Filters?.length ? input.Filters : undefined }, []);
  const { target } = targetGroupOf(proxies.get(input.DBProxyName), input.TargetGroupName);
  const { identifier } = target.spec;
  const isUp = target.database?.isRunning === true;
  return {
    Targets: [
      {
        TargetArn: target.arn,
        RdsResourceId: identifier,
        Endpoint: instances.names.databaseEndpoint(identifier),
        Port: POSTGRES_PORT,
        Type: 'RDS_INSTANCE',
        Role: 'READ_WRITE',
        TargetHealth: isUp
          ? { State: 'AVAILABLE' }
          : { State: 'UNAVAILABLE', Reason: 'UNREACHABLE', Description: 'The database cannot be reached.' },
      },
    ],
  };
}

export function describeDbProxyTargetGroups(
  { proxies }: RdsWorld,
  input: Checked<DescribeDBProxyTargetGroupsRequest>,
): DescribeDBProxyTargetGroupsResponse {
  refuseIdle('DescribeDBProxyTargetGroups', { Filters: input.Filters?.length ? input.Filters : undefined }, []);
  const proxy = targetGroupOf(proxies.get(input.DBProxyName), input.TargetGroupName);
  return {
    TargetGroups: [
      {
        DBProxyName: proxy.name,
        TargetGroupName: TARGET_GROUP,
        TargetGroupArn: proxy.targetGroupArn,
        IsDefault: true,
        Status: 'available',
        ConnectionPoolConfig: {
          MaxConnectionsPercent: proxy.maxConnectionsPercent,
          MaxIdleConnectionsPercent: Math.min(MAX_IDLE_PERCENT, proxy.maxConnectionsPercent),
          ConnectionBorrowTimeout: BORROW_TIMEOUT_SECONDS,
          SessionPinningFilters: [],
        },
        CreatedDate: new Date(proxy.createdAt),
        UpdatedDate: new Date(proxy.createdAt),
      },
    ],
  };
}

function targetGroupOf(proxy: DbProxy, name: string = TARGET_GROUP): DbProxy {
  if (name === TARGET_GROUP) return proxy;
  throw new AwsError('DBProxyTargetGroupNotFoundFault', `DBProxyTargetGroup ${name} not found.`, 404);
}

function proxyView({ name, arn, status, endpoint, groupIds, createdAt }: DbProxy) {
  return {
    DBProxyName: name,
    DBProxyArn: arn,
    Status: status,
    EngineFamily: 'POSTGRESQL',
    VpcSecurityGroupIds: [...groupIds],
    Auth: [
      {
        AuthScheme: 'SECRETS' as const,
        IAMAuth: 'DISABLED' as const,
        ClientPasswordAuthType: 'POSTGRES_SCRAM_SHA_256' as const,
      },
    ],
    Endpoint: endpoint,
    RequireTLS: false,
    DebugLogging: false,
    CreatedDate: new Date(createdAt),
    UpdatedDate: new Date(createdAt),
  };
}
