import type {
  GetSubscriptionAttributesInput,
  GetSubscriptionAttributesResponse,
  ListSubscriptionsByTopicInput,
  ListSubscriptionsInput,
  ListSubscriptionsResponse,
  SetSubscriptionAttributesInput,
  SubscribeInput,
  SubscribeResponse,
  UnsubscribeInput,
} from '@aws-sdk/client-sns';
import type { Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import { invalid, notHere } from '../refusals.ts';
import type { Subscription, Topics } from '../topics.ts';

const PER_PAGE = 100;

/** What an endpoint of a protocol looks like. Mail and web endpoints wait for a confirmation that cannot reach them. */
const ENDPOINTS: Readonly<Record<string, RegExp>> = {
  sqs: /^arn:aws:sqs:[a-z0-9-]+:\d{12}:[\w-]+$/,
  email: /^[^@\s]+@[^@\s]+$/,
  'email-json': /^[^@\s]+@[^@\s]+$/,
  http: /^http:\/\//,
  https: /^https:\/\//,
};

export function subscribe(topics: Topics, input: Checked<SubscribeInput>): SubscribeResponse {
  const topic = topics.get(input.TopicArn);
  const { Protocol, Endpoint = '', Attributes = {} } = input;
  const shape = ENDPOINTS[Protocol];
  if (!shape && ['lambda', 'sms', 'application', 'firehose'].includes(Protocol)) throw notHere(`protocol ${Protocol}`);
  if (!shape) throw invalid('Protocol');
  if (!shape.test(Endpoint)) throw invalid(`Endpoint: ${Endpoint}`);
  for (const name of Object.keys(Attributes)) checkAttribute(name);
  const { RawMessageDelivery } = Attributes;
  const subscription = topics.subscribe(topic, {
    protocol: Protocol,
    endpoint: Endpoint,
    raw: RawMessageDelivery === 'true',
  });
  const shown = subscription.confirmed || input.ReturnSubscriptionArn;
  return { SubscriptionArn: shown ? subscription.arn : 'pending confirmation' };
}

export function unsubscribe(topics: Topics, input: Checked<UnsubscribeInput>): Record<never, never> {
  topics.unsubscribe(input.SubscriptionArn);
  return {};
}

export function listSubscriptions(topics: Topics, input: Checked<ListSubscriptionsInput>): ListSubscriptionsResponse {
  return pageOf(topics, topics.subscriptions(), input.NextToken);
}

export function listSubscriptionsByTopic(
  topics: Topics,
  input: Checked<ListSubscriptionsByTopicInput>,
): ListSubscriptionsResponse {
  return pageOf(topics, topics.subscriptions(topics.get(input.TopicArn).arn), input.NextToken);
}

function pageOf(topics: Topics, found: readonly Subscription[], token: string | undefined): ListSubscriptionsResponse {
  const { items, nextToken } = page(found, { limit: PER_PAGE, token, invalidToken: 'InvalidParameter' });
  return {
    Subscriptions: items.map(({ arn, topicArn, protocol, endpoint, confirmed }) => ({
      SubscriptionArn: confirmed ? arn : 'PendingConfirmation',
      Owner: topics.account,
      Protocol: protocol,
      Endpoint: endpoint,
      TopicArn: topicArn,
    })),
    NextToken: nextToken,
  };
}

export function getSubscriptionAttributes(
  topics: Topics,
  input: Checked<GetSubscriptionAttributesInput>,
): GetSubscriptionAttributesResponse {
  const { arn, topicArn, protocol, endpoint, confirmed, raw } = topics.subscription(input.SubscriptionArn);
  return {
    Attributes: {
      SubscriptionArn: arn,
      TopicArn: topicArn,
      Owner: topics.account,
      Protocol: protocol,
      Endpoint: endpoint,
      PendingConfirmation: String(!confirmed),
      ConfirmationWasAuthenticated: String(confirmed),
      RawMessageDelivery: String(raw),
    },
  };
}

export function setSubscriptionAttributes(
  topics: Topics,
  input: Checked<SetSubscriptionAttributesInput>,
): Record<never, never> {
  const subscription = topics.subscription(input.SubscriptionArn);
  checkAttribute(input.AttributeName);
  subscription.raw = input.AttributeValue === 'true';
  return {};
}

function checkAttribute(name: string): void {
  if (name !== 'RawMessageDelivery') throw notHere(`the subscription attribute ${name}`);
}
