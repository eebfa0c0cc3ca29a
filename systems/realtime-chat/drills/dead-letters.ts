/** Messages for members who are away, while the push provider fails: ends when their jobs are dead letters and it is back. */
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ModuleOptions, TrafficOptions } from '@steadyhand/contracts';
import { MEMBERS_AWAY, traffic as post } from './traffic.ts';

export async function traffic(options: TrafficOptions): Promise<void> {
  const { outputs, clock, signal } = options;
  const { accepted } = await post(options);
  const { pushDlqUrl = '' } = outputs;
  const credentials = { accessKeyId: 'range', secretAccessKey: 'range' };
  const sqs = new SQSClient({ endpoint: new URL(pushDlqUrl).origin, region: 'us-east-1', credentials });
  const depth = new GetQueueAttributesCommand({
    QueueUrl: pushDlqUrl,
    AttributeNames: ['ApproximateNumberOfMessages'],
  });
  for (;;) {
    const { Attributes } = await sqs.send(depth);
    const dead = Number(Attributes?.ApproximateNumberOfMessages);
    const { delivered, errorRate } = await askProvider(options);
    // Those that had attempts left when the provider came back were delivered.
    if (errorRate === 0 && dead + delivered >= accepted * MEMBERS_AWAY) {
      if (dead === 0) throw new Error('no job died while the provider failed');
      return;
    }
    await clock.sleep(2000, signal);
  }
}

/** Notifications that the provider took, each counted once. */
export async function count(options: ModuleOptions): Promise<number> {
  return (await askProvider(options)).delivered;
}

async function askProvider({ fetch }: ModuleOptions): Promise<{ delivered: number; errorRate: number }> {
  return (await fetch('http://push.example.com/stats')).json();
}
