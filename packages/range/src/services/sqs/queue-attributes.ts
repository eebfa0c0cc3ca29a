/** Attributes that a standard queue can be given, their defaults and their limits. */
import type { QueueAttributeName } from '@aws-sdk/client-sqs';
import { AwsError } from '../../wire/service.ts';

export type Settings = Partial<Record<QueueAttributeName, string>>;

export interface RedrivePolicy {
  deadLetterTargetArn: string;
  maxReceiveCount: number;
}

export const MAX_MESSAGE_BYTES = 1_048_576;

export const DEFAULTS = {
  VisibilityTimeout: '30',
  MaximumMessageSize: String(MAX_MESSAGE_BYTES),
  MessageRetentionPeriod: '345600',
  DelaySeconds: '0',
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
} satisfies Settings;

const RANGES: Readonly<Partial<Record<string, readonly [number, number]>>> = {
  VisibilityTimeout: [0, 43_200],
  MaximumMessageSize: [1024, MAX_MESSAGE_BYTES],
  MessageRetentionPeriod: [60, 1_209_600],
  DelaySeconds: [0, 900],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
};

const TEXTS = new Set(['Policy', 'KmsMasterKeyId', 'SqsManagedSseEnabled', 'RedriveAllowPolicy', 'RedrivePolicy']);

/** Refuses what SQS refuses for a standard queue. */
export function checkSettings(settings: Settings): void {
  for (const [name, value] of Object.entries(settings)) {
    const range = RANGES[name];
    if (!range && !TEXTS.has(name)) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    if (range && !inRange(value, range)) throw invalidValue(name);
    if (name === 'RedrivePolicy' && value !== '') parseRedrivePolicy(value);
  }
}

function inRange(value: string, [least, most]: readonly [number, number]): boolean {
  return /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most;
}

function invalidValue(name: string): AwsError {
  return new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
}

export function parseRedrivePolicy(text: string): RedrivePolicy {
  const refuse = (reason: string) =>
    new AwsError('InvalidParameterValue', `Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`);
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw refuse('Redrive policy is not a valid JSON map.');
  }
  const { deadLetterTargetArn, maxReceiveCount } = (policy ?? {}) as Record<string, unknown>;
  if (typeof deadLetterTargetArn !== 'string') {
    throw refuse('Redrive policy does not contain mandatory attribute: deadLetterTargetArn.');
  }
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    throw refuse('Invalid value for maxReceiveCount. Valid values are integers between 1 and 1000.');
  }
  return { deadLetterTargetArn, maxReceiveCount: count };
}
