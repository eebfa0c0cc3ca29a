import type { Clock } from '@steadyhand/contracts';
import type { Handlers, RangeService } from '../../wire/service.ts';
import { publish, publishBatch } from './actions/publish.ts';
import {
  getSubscriptionAttributes,
  listSubscriptions,
  listSubscriptionsByTopic,
  setSubscriptionAttributes,
  subscribe,
  unsubscribe,
} from './actions/subscriptions.ts';
import { createTopic, deleteTopic, getTopicAttributes, listTopics, setTopicAttributes } from './actions/topics.ts';
import { publisher } from './publish-to.ts';
import { Topics, type TopicsOptions } from './topics.ts';

export interface SnsOptions extends TopicsOptions {
  clock: Clock;
  /** `http://127.0.0.1:PORT`, known once the server listens. */
  endpoint: () => string;
}

export interface Sns {
  service: RangeService;
  /** Throws `AwsError` when there is no such topic. */
  publish(topicArn: string, notification: { subject: string; message: string }): void;
}

/** Topics whose messages really reach queues, and nothing else. */
export function createSns(options: SnsOptions): Sns {
  const topics = new Topics(options);
  const publishTo = publisher(topics, options);
  const handlers: Handlers<typeof import('@aws-sdk/client-sns')> = {
    CreateTopic: (input) => createTopic(topics, input),
    DeleteTopic: (input) => deleteTopic(topics, input),
    GetSubscriptionAttributes: (input) => getSubscriptionAttributes(topics, input),
    GetTopicAttributes: (input) => getTopicAttributes(topics, input),
    ListSubscriptions: (input) => listSubscriptions(topics, input),
    ListSubscriptionsByTopic: (input) => listSubscriptionsByTopic(topics, input),
    ListTagsForResource: ({ ResourceArn }) => ({
      Tags: [...topics.get(ResourceArn).tags].map(([Key, Value]) => ({ Key, Value })),
    }),
    ListTopics: (input) => listTopics(topics, input),
    Publish: (input) => publish(topics, publishTo, input),
    PublishBatch: (input) => publishBatch(topics, publishTo, input),
    SetSubscriptionAttributes: (input) => setSubscriptionAttributes(topics, input),
    SetTopicAttributes: (input) => setTopicAttributes(topics, input),
    Subscribe: (input) => subscribe(topics, input),
    TagResource({ ResourceArn, Tags }) {
      for (const { Key, Value } of Tags) topics.get(ResourceArn).tags.set(Key, Value);
      return {};
    },
    Unsubscribe: (input) => unsubscribe(topics, input),
    UntagResource({ ResourceArn, TagKeys }) {
      for (const key of TagKeys) topics.get(ResourceArn).tags.delete(key);
      return {};
    },
  };
  return {
    service: { client: 'sns', load: () => import('@aws-sdk/client-sns'), handlers },
    publish(topicArn, { subject, message }) {
      publishTo(topics.get(topicArn), { Subject: subject, Message: message });
    },
  };
}
