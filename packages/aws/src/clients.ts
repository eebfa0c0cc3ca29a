/** The SDK clients that are bundled, by the command line's name of the service; each is loaded at its first use. */

export interface SdkCommand {
  readonly schema: readonly unknown[];
}

export interface SdkClient {
  send(command: SdkCommand, options: { abortSignal: AbortSignal }): Promise<Record<string, unknown>>;
  destroy(): void;
  readonly config: { credentials(): Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }> };
  readonly middlewareStack: { add(middleware: unknown, options: Readonly<Record<string, string>>): void };
}

/** An SDK package: its client's class and one class per operation. */
export type SdkModule = Readonly<Record<string, unknown>>;

interface Bundled {
  client: string;
  load(): Promise<SdkModule>;
}

const BUNDLED: Readonly<Record<string, Bundled>> = {
  'application-autoscaling': {
    client: 'ApplicationAutoScalingClient',
    load: () => import('@aws-sdk/client-application-auto-scaling'),
  },
  athena: { client: 'AthenaClient', load: () => import('@aws-sdk/client-athena') },
  backup: { client: 'BackupClient', load: () => import('@aws-sdk/client-backup') },
  ce: { client: 'CostExplorerClient', load: () => import('@aws-sdk/client-cost-explorer') },
  cloudformation: { client: 'CloudFormationClient', load: () => import('@aws-sdk/client-cloudformation') },
  cloudtrail: { client: 'CloudTrailClient', load: () => import('@aws-sdk/client-cloudtrail') },
  cloudwatch: { client: 'CloudWatchClient', load: () => import('@aws-sdk/client-cloudwatch') },
  dynamodb: { client: 'DynamoDBClient', load: () => import('@aws-sdk/client-dynamodb') },
  ec2: { client: 'EC2Client', load: () => import('@aws-sdk/client-ec2') },
  ecr: { client: 'ECRClient', load: () => import('@aws-sdk/client-ecr') },
  ecs: { client: 'ECSClient', load: () => import('@aws-sdk/client-ecs') },
  elasticache: { client: 'ElastiCacheClient', load: () => import('@aws-sdk/client-elasticache') },
  elbv2: { client: 'ElasticLoadBalancingV2Client', load: () => import('@aws-sdk/client-elastic-load-balancing-v2') },
  events: { client: 'EventBridgeClient', load: () => import('@aws-sdk/client-eventbridge') },
  iam: { client: 'IAMClient', load: () => import('@aws-sdk/client-iam') },
  lambda: { client: 'LambdaClient', load: () => import('@aws-sdk/client-lambda') },
  logs: { client: 'CloudWatchLogsClient', load: () => import('@aws-sdk/client-cloudwatch-logs') },
  pi: { client: 'PIClient', load: () => import('@aws-sdk/client-pi') },
  rds: { client: 'RDSClient', load: () => import('@aws-sdk/client-rds') },
  route53: { client: 'Route53Client', load: () => import('@aws-sdk/client-route-53') },
  s3api: { client: 'S3Client', load: () => import('@aws-sdk/client-s3') },
  secretsmanager: { client: 'SecretsManagerClient', load: () => import('@aws-sdk/client-secrets-manager') },
  sns: { client: 'SNSClient', load: () => import('@aws-sdk/client-sns') },
  sqs: { client: 'SQSClient', load: () => import('@aws-sdk/client-sqs') },
  ssm: { client: 'SSMClient', load: () => import('@aws-sdk/client-ssm') },
  sts: { client: 'STSClient', load: () => import('@aws-sdk/client-sts') },
  wafv2: { client: 'WAFV2Client', load: () => import('@aws-sdk/client-wafv2') },
};

export const BUNDLED_SERVICES: readonly string[] = Object.keys(BUNDLED);

export function isBundled(service: string): boolean {
  return Object.hasOwn(BUNDLED, service);
}

export interface Sdk {
  createClient(config: Readonly<Record<string, unknown>>): SdkClient;
  /** Undefined when the client has no such operation. */
  createCommand(operation: string, input: unknown): SdkCommand | undefined;
}

/** Undefined when the service's client is not bundled. */
export async function loadSdk(service: string): Promise<Sdk | undefined> {
  const bundled = Object.hasOwn(BUNDLED, service) ? BUNDLED[service] : undefined;
  if (!bundled) return undefined;
  const module = await bundled.load();
  const Client = module[bundled.client] as new (config: object) => SdkClient;
  return {
    createClient: (config) => new Client(config),
    createCommand: (operation, input) => {
      const Command = module[`${operation}Command`] as (new (input: unknown) => SdkCommand) | undefined;
      return Command && new Command(input);
    },
  };
}
