import type { Publication, Subscription } from './topics.ts';

/**
 * What SNS puts around a message. There is no key of SNS' here, so the signature is a word that verifies nothing.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export function envelope(
  publication: Publication,
  subscription: Subscription,
  options: { at: number; endpoint: string },
): string {
  const { id, message, subject, attributes } = publication;
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType = '', StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64') },
    ]),
  );
  return JSON.stringify({
    Type: 'Notification',
    MessageId: id,
    TopicArn: subscription.topicArn,
    ...(subject !== undefined && { Subject: subject }),
    Message: message,
    Timestamp: new Date(options.at).toISOString(),
    SignatureVersion: '1',
    Signature: Buffer.from('not signed in a range').toString('base64'),
    SigningCertURL: `${options.endpoint}/SimpleNotificationService.pem`,
    UnsubscribeURL: `${options.endpoint}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
    ...(Object.keys(attributes).length > 0 && { MessageAttributes }),
  });
}
