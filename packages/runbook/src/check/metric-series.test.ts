import { describe, expect, it } from 'vitest';
import { seriesInstead } from './metric-series.ts';

describe('the series of a metric', () => {
  it.each([
    ['AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count', ['TargetGroup'], 'LoadBalancer and TargetGroup'],
    ['AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count', [], 'LoadBalancer'],
    ['AWS/ApplicationELB', 'HTTPCode_ELB_5XX_Count', ['LoadBalancer', 'TargetGroup'], 'LoadBalancer'],
    ['AWS/ECS', 'CPUUtilization', ['ServiceName'], 'ClusterName and ServiceName'],
    ['AWS/ElastiCache', 'CurrConnections', ['ReplicationGroupId'], 'CacheClusterId'],
    ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', [], 'QueueName'],
    ['AWS/CloudFront', 'Requests', ['DistributionId'], 'DistributionId and Region'],
  ])('%s %s has none by %j', (namespace, metric, dimensions, instead) => {
    expect(seriesInstead(namespace, metric, dimensions)).toContain(instead);
  });

  it.each([
    ['AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count', ['TargetGroup', 'LoadBalancer']],
    ['AWS/ApplicationELB', 'RequestCountPerTarget', ['TargetGroup']],
    ['AWS/ECS', 'CPUUtilization', ['ClusterName']],
    ['AWS/ECS', 'CPUUtilization', ['ServiceName', 'ClusterName']],
    ['AWS/ElastiCache', 'CurrConnections', ['clusterId']],
    ['AWS/RDS', 'CPUUtilization', []],
    ['Custom', 'CPUUtilization', []],
    ['constructor', 'CPUUtilization', []],
  ])('%s %s may have one by %j', (namespace, metric, dimensions) => {
    expect(seriesInstead(namespace, metric, dimensions)).toBeNull();
  });
});
