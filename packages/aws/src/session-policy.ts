/**
 * What a session that reads may do at most. A session policy never adds to what its role may do, it only takes away (IAM
 * User Guide, "Session policies"), so this holds for every role, an administrator's too.
 *
 * There are two. The managed one says what reading is, in every service, and AWS keeps it: as text it would have 150,000
 * characters, where all session policies of a session have 2,048 together; as an ARN it takes some forty. The inline one
 * denies what the managed one allows and a read does not need (what hands out credentials), and names again the worst of
 * what it leaves out: a policy of a bucket, queue, topic, key, table or function that names the session itself adds to an
 * allow, and a deny is all that stops that.
 */
export interface SessionPolicy {
  PolicyArns: readonly { arn: string }[];
  Policy: string;
}

const DENIED = [
  'codeartifact:GetAuthorizationToken',
  'cognito-identity:GetCredentialsForIdentity',
  'cognito-identity:GetOpenIdToken*',
  'connect:GetFederationToken',
  'dynamodb:*Delete*',
  'dynamodb:*Put*',
  'dynamodb:*Update*',
  'dynamodb:*Write*',
  'ecr:GetAuthorizationToken',
  'ecr:Put*',
  'ecs:ExecuteCommand',
  'iam:PassRole',
  'kms:*Decrypt*',
  'kms:*Generate*',
  'lambda:*Invoke*',
  'lambda:*Update*',
  'lightsail:GetBucketAccessKeys',
  'lightsail:GetInstanceAccessDetails',
  'rds-db:connect',
  'redshift:GetClusterCredentials*',
  's3:*Delete*',
  's3:*Put*',
  'secretsmanager:*Delete*',
  'secretsmanager:*Put*',
  'secretsmanager:*Update*',
  'secretsmanager:*GetSecretValue',
  'sns:*Publish*',
  'sqs:*Delete*',
  'sqs:*Purge*',
  'sqs:*Receive*',
  'sqs:*Send*',
  'ssm:SendCommand',
  'ssm:StartSession',
  'sts:*AssumeRole*',
  'sts:GetFederationToken',
  'sts:GetSessionToken',
];

/** For a role by its ARN: each partition (`aws`, `aws-cn`, `aws-us-gov`) has managed policies of its own. */
export function readOnlyPolicy(roleArn: string): SessionPolicy {
  const partition = roleArn.split(':')[1] ?? 'aws';
  const Statement = [{ Effect: 'Deny', Action: DENIED, Resource: '*' }];
  return {
    PolicyArns: [{ arn: `arn:${partition}:iam::aws:policy/ReadOnlyAccess` }],
    Policy: JSON.stringify({ Version: '2012-10-17', Statement }),
  };
}
