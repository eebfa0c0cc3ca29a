/** How requests name the services, for routing before any SDK module is loaded. Checked against the SDK in a test. */

export interface WireName {
  /** In the credential scope of the signature. */
  signing: string;
  /** `Version` of the query protocols. */
  version: string;
  /** In `X-Amz-Target` and in the path of RPC v2. */
  target: string;
}

/** By SDK client. */
export const WIRE_NAMES: Readonly<Record<string, WireName>> = {
  'application-auto-scaling': {
    signing: 'application-autoscaling',
    version: '2016-02-06',
    target: 'AnyScaleFrontendService',
  },
  athena: { signing: 'athena', version: '2017-05-18', target: 'AmazonAthena' },
  backup: { signing: 'backup', version: '2018-11-15', target: 'CryoControllerUserManager' },
  cloudwatch: { signing: 'monitoring', version: '2010-08-01', target: 'GraniteServiceVersion20100801' },
  'cloudwatch-logs': { signing: 'logs', version: '2014-03-28', target: 'Logs_20140328' },
  ec2: { signing: 'ec2', version: '2016-11-15', target: 'AmazonEC2' },
  ecr: { signing: 'ecr', version: '2015-09-21', target: 'AmazonEC2ContainerRegistry_V20150921' },
  ecs: { signing: 'ecs', version: '2014-11-13', target: 'AmazonEC2ContainerServiceV20141113' },
  'elastic-load-balancing-v2': {
    signing: 'elasticloadbalancing',
    version: '2015-12-01',
    target: 'ElasticLoadBalancing_v10',
  },
  elasticache: { signing: 'elasticache', version: '2015-02-02', target: 'AmazonElastiCacheV9' },
  rds: { signing: 'rds', version: '2014-10-31', target: 'AmazonRDSv19' },
  'route-53': { signing: 'route53', version: '2013-04-01', target: 'AWSDnsV20130401' },
  s3: { signing: 's3', version: '2006-03-01', target: 'AmazonS3' },
  'secrets-manager': { signing: 'secretsmanager', version: '2017-10-17', target: 'secretsmanager' },
  sns: { signing: 'sns', version: '2010-03-31', target: 'AmazonSimpleNotificationService' },
  sqs: { signing: 'sqs', version: '2012-11-05', target: 'AmazonSQS' },
  sts: { signing: 'sts', version: '2011-06-15', target: 'AWSSecurityTokenServiceV20110615' },
  wafv2: { signing: 'wafv2', version: '2019-07-29', target: 'AWSWAF_20190729' },
};

export function clientByTarget(target: string): string | undefined {
  return Object.keys(WIRE_NAMES).find((client) => WIRE_NAMES[client]?.target === target);
}

/** Two services may share a signing name and differ in version, as the load balancers do. */
export function clientBySigning(signing: string, version?: string): string | undefined {
  return Object.keys(WIRE_NAMES).find((client) => {
    const name = WIRE_NAMES[client];
    return name?.signing === signing && (version === undefined || name.version === version);
  });
}
