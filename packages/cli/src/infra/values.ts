import type { Ref, Stack, Value } from '@steadyhand/contracts';

/** How a tool writes an attribute of another resource: `${aws_sqs_queue.push.url}`, `{ "Fn::GetAtt": [...] }`. */
export type Refer = (ref: Ref) => unknown;

/** What the parts of an export have in common. */
export interface Exporting {
  stack: Stack;
  /** A value as the tool writes it. */
  say(value: Value): unknown;
  sayAll(values: Readonly<Record<string, Value>>): Record<string, unknown>;
  refer: Refer;
}

/** The resource of an id. A stack that refers to what it does not have is refused long before it is exported. */
export function byId<T extends { id: string }>(items: readonly T[], id: string): T | undefined {
  return items.find((item) => item.id === id);
}

/** What the account has before the stack is there, and no stack of ours describes. */
export const GIVEN = {
  vpcId: 'VPC that the system goes into',
  subnetIds: 'Subnets, in two zones at least',
  executionRoleArn: 'Role with which ECS pulls images and writes logs',
  taskRoleArn: 'Role of the tasks: SQS, CloudWatch metrics',
  proxyRoleArn: 'Role with which RDS Proxy reads the secret of the database',
  backupRoleArn: 'Role of AWS Backup',
  certificateArn: 'Certificate of the HTTPS listeners',
} as const;

export type Given = keyof typeof GIVEN;

/** `realtime-chat` as a name that tools take everywhere. */
export function identifierOf(id: string): string {
  return id.replaceAll(/[^A-Za-z\d]+/g, '_');
}
