import { setTimeout as wait } from 'node:timers/promises';
import { DescribeServicesCommand, type ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';

export interface RollOut {
  service: string;
  seconds: number;
}

const POLL_MS = 100;

/** Replaces every task of a service by a new one; resolves when the deployment is completed, rejects when it is not in time. */
export async function rollOut(
  ecs: ECSClient,
  { cluster, service, limitMs }: { cluster: string; service: string; limitMs: number },
): Promise<RollOut> {
  const start = performance.now();
  const updated = await ecs.send(new UpdateServiceCommand({ cluster, service, forceNewDeployment: true }));
  const id = updated.service?.deployments?.find(({ status }) => status === 'PRIMARY')?.id;
  for (;;) {
    const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
    const { deployments = [] } = services[0] ?? {};
    const [own] = deployments.filter((deployment) => deployment.id === id);
    const seconds = (performance.now() - start) / 1000;
    if (own?.rolloutState === 'COMPLETED' && deployments.length === 1) return { service, seconds };
    if (own?.rolloutState === 'FAILED' || seconds * 1000 > limitMs)
      throw new Error(`the deployment of ${service} is ${own?.rolloutState} after ${seconds.toFixed(1)} s`);
    await wait(POLL_MS);
  }
}
