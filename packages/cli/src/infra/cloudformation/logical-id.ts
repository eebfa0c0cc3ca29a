import { pascalCase } from '../names.ts';

/** By which the template knows what a resource is; the names of a template are all of one kind. */
const KINDS = {
  Cluster: 'AWS::ECS::Cluster',
  Repository: 'AWS::ECR::Repository',
  LogGroup: 'AWS::Logs::LogGroup',
  TaskDefinition: 'AWS::ECS::TaskDefinition',
  Service: 'AWS::ECS::Service',
  ScalableTarget: 'AWS::ApplicationAutoScaling::ScalableTarget',
  ScalingPolicy: 'AWS::ApplicationAutoScaling::ScalingPolicy',
  LoadBalancer: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  TargetGroup: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  Listener: 'AWS::ElasticLoadBalancingV2::Listener',
  ListenerRule: 'AWS::ElasticLoadBalancingV2::ListenerRule',
  IpSet: 'AWS::WAFv2::IPSet',
  WebAcl: 'AWS::WAFv2::WebACL',
  WebAclAssociation: 'AWS::WAFv2::WebACLAssociation',
  HostedZone: 'AWS::Route53::HostedZone',
  DnsRecord: 'AWS::Route53::RecordSet',
  HealthCheck: 'AWS::Route53::HealthCheck',
  SecurityGroup: 'AWS::EC2::SecurityGroup',
  Ingress: 'AWS::EC2::SecurityGroupIngress',
  DatabaseSubnets: 'AWS::RDS::DBSubnetGroup',
  DatabaseParameters: 'AWS::RDS::DBParameterGroup',
  Database: 'AWS::RDS::DBInstance',
  DatabaseProxy: 'AWS::RDS::DBProxy',
  DatabaseProxyTargets: 'AWS::RDS::DBProxyTargetGroup',
  CacheSubnets: 'AWS::ElastiCache::SubnetGroup',
  Cache: 'AWS::ElastiCache::ReplicationGroup',
  Queue: 'AWS::SQS::Queue',
  Secret: 'AWS::SecretsManager::Secret',
  Bucket: 'AWS::S3::Bucket',
  BucketPolicy: 'AWS::S3::BucketPolicy',
  WorkGroup: 'AWS::Athena::WorkGroup',
  AthenaDatabase: 'AWS::Glue::Database',
  AthenaTable: 'AWS::Glue::Table',
  BackupVault: 'AWS::Backup::BackupVault',
  BackupPlan: 'AWS::Backup::BackupPlan',
  BackupSelection: 'AWS::Backup::BackupSelection',
  Alarm: 'AWS::CloudWatch::Alarm',
  Dashboard: 'AWS::CloudWatch::Dashboard',
} as const;

export type LogicalKind = keyof typeof KINDS;

export function typeOf(kind: LogicalKind): string {
  return KINDS[kind];
}

export function logicalId(kind: LogicalKind, id: string): string {
  return `${kind}${pascalCase(id)}`;
}
