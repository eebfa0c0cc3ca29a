import type {
  CreateTopicInput,
  CreateTopicResponse,
  DeleteTopicInput,
  GetTopicAttributesInput,
  GetTopicAttributesResponse,
  ListTopicsInput,
  ListTopicsResponse,
  SetTopicAttributesInput,
} from '@aws-sdk/client-sns';
import type { Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import { invalid, notHere } from '../refusals.ts';
import type { Topic, Topics } from '../topics.ts';

const PER_PAGE = 100;

export function createTopic(topics: Topics, input: Checked<CreateTopicInput>): CreateTopicResponse {
  const { Name, Attributes = {}, Tags = [] } = input;
  if (Name.endsWith('.fifo')) throw notHere('a FIFO topic');
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(Name)) throw invalid('Topic Name');
  if (input.DataProtectionPolicy !== undefined) throw notHere('DataProtectionPolicy');
  for (const name of Object.keys(Attributes)) checkAttribute(name);
  const topic = topics.create(Name);
  for (const [name, value = ''] of Object.entries(Attributes)) setAttribute(topic, name, value);
  for (const { Key, Value } of Tags) topic.tags.set(Key, Value);
  return { TopicArn: topic.arn };
}

export function deleteTopic(topics: Topics, input: Checked<DeleteTopicInput>): Record<never, never> {
  topics.delete(input.TopicArn);
  return {};
}

export function listTopics(topics: Topics, input: Checked<ListTopicsInput>): ListTopicsResponse {
  const { items, nextToken } = page(topics.all(), {
    limit: PER_PAGE,
    token: input.NextToken,
    invalidToken: 'InvalidParameter',
  });
  return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), NextToken: nextToken };
}

export function getTopicAttributes(
  topics: Topics,
  input: Checked<GetTopicAttributesInput>,
): GetTopicAttributesResponse {
  const { arn, displayName } = topics.get(input.TopicArn);
  const subscriptions = topics.subscriptions(arn);
  const confirmed = subscriptions.filter((one) => one.confirmed).length;
  return {
    Attributes: {
      TopicArn: arn,
      Owner: topics.account,
      DisplayName: displayName,
      Policy: defaultPolicy(arn, topics.account),
      SubscriptionsConfirmed: String(confirmed),
      SubscriptionsPending: String(subscriptions.length - confirmed),
      SubscriptionsDeleted: '0',
    },
  };
}

export function setTopicAttributes(topics: Topics, input: Checked<SetTopicAttributesInput>): Record<never, never> {
  const topic = topics.get(input.TopicArn);
  setAttribute(topic, input.AttributeName, input.AttributeValue ?? '');
  return {};
}

function checkAttribute(name: string): void {
  if (name !== 'DisplayName') throw notHere(`the topic attribute ${name}`);
}

function setAttribute(topic: Topic, name: string, value: string): void {
  checkAttribute(name);
  topic.displayName = value;
}

/** The owner may do everything, which is what SNS gives a new topic. */
function defaultPolicy(arn: string, account: string): string {
  const Statement = {
    Sid: '__default_statement_ID',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: ['SNS:Subscribe', 'SNS:Publish', 'SNS:GetTopicAttributes', 'SNS:SetTopicAttributes', 'SNS:DeleteTopic'],
    Resource: arn,
    Condition: { StringEquals: { 'AWS:SourceOwner': account } },
  };
  return JSON.stringify({ Version: '2008-10-17', Id: '__default_policy_ID', Statement: [Statement] });
}
