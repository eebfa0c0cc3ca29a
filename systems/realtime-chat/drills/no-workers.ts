/** Somebody scales the workers to nothing; then messages come for members who are away. */
import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { TrafficOptions } from '@steadyhand/contracts';
import { traffic as messages } from './traffic.ts';

export async function traffic(options: TrafficOptions): Promise<void> {
  const { ecsClusterName: cluster, workersServiceName: service, pushQueueUrl = '' } = options.outputs;
  const credentials = { accessKeyId: 'range', secretAccessKey: 'range' };
  const ecs = new ECSClient({ endpoint: new URL(pushQueueUrl).origin, region: 'us-east-1', credentials });
  await ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: 0 }));
  await messages(options);
}
