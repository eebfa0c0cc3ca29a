import { randomUUID } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import { AwsError } from '../../wire/service.ts';

export interface Topic {
  name: string;
  arn: string;
  displayName: string;
  tags: Map<string, string>;
}

export interface Subscription {
  /** Also of one that waits for its confirmation. */
  arn: string;
  topicArn: string;
  protocol: string;
  endpoint: string;
  /** Those to queues are from the start; of others nobody ever hears, so they never are. */
  confirmed: boolean;
  /** Whether a queue gets the message alone, without what SNS says about it. */
  raw: boolean;
}

export interface Publication {
  id: string;
  message: string;
  subject: string | undefined;
  attributes: Readonly<Record<string, MessageAttributeValue>>;
}

export interface TopicsOptions {
  account: string;
  region: string;
  /** Sends to a queue by its ARN; false when there is none. */
  deliver(queueArn: string, content: { body: string; attributes: Publication['attributes'] }): boolean;
}

/** What queues are given of a publication: by subscription. */
export type BodyOf = (subscription: Subscription) => string;

/** All topics of a region and who is subscribed to them. */
export class Topics {
  readonly #options: TopicsOptions;
  readonly #topics = new Map<string, Topic>();
  readonly #subscriptions = new Map<string, Subscription>();

  constructor(options: TopicsOptions) {
    this.#options = options;
  }

  get account(): string {
    return this.#options.account;
  }

  get region(): string {
    return this.#options.region;
  }

  /** The one that there is, when there is one of this name. */
  create(name: string): Topic {
    const arn = `arn:aws:sns:${this.region}:${this.account}:${name}`;
    const topic = this.#topics.get(arn) ?? { name, arn, displayName: '', tags: new Map() };
    this.#topics.set(arn, topic);
    return topic;
  }

  get(arn: string): Topic {
    const topic = this.#topics.get(arn);
    if (!topic) throw new AwsError('NotFound', 'Topic does not exist', 404);
    return topic;
  }

  all(): Topic[] {
    return [...this.#topics.values()];
  }

  /** With its subscriptions; what does not exist is passed over, as by SNS. */
  delete(arn: string): void {
    this.#topics.delete(arn);
    for (const subscription of this.subscriptions(arn)) this.#subscriptions.delete(subscription.arn);
  }

  subscribe({ arn }: Topic, { protocol, endpoint, raw }: Pick<Subscription, 'protocol' | 'endpoint' | 'raw'>) {
    const same = this.subscriptions(arn).find((one) => one.protocol === protocol && one.endpoint === endpoint);
    if (same) return same;
    const confirmed = protocol === 'sqs';
    const subscription = { arn: `${arn}:${randomUUID()}`, topicArn: arn, protocol, endpoint, confirmed, raw };
    this.#subscriptions.set(subscription.arn, subscription);
    return subscription;
  }

  subscription(arn: string): Subscription {
    const found = this.#subscriptions.get(arn);
    if (!found) throw new AwsError('NotFound', 'Subscription does not exist', 404);
    return found;
  }

  subscriptions(topicArn?: string): Subscription[] {
    const all = [...this.#subscriptions.values()];
    return topicArn === undefined ? all : all.filter((one) => one.topicArn === topicArn);
  }

  unsubscribe(arn: string): void {
    this.#subscriptions.delete(arn);
  }

  /** To every queue that is subscribed; a queue that is gone hears nothing, as on AWS. */
  publish({ arn }: Topic, { attributes }: Publication, bodyOf: BodyOf): void {
    for (const subscription of this.subscriptions(arn).filter(({ confirmed }) => confirmed)) {
      const body = bodyOf(subscription);
      this.#options.deliver(subscription.endpoint, { body, attributes: subscription.raw ? attributes : {} });
    }
  }
}
