/**
 * The resources of realtime-chat, at three sizes: what a range boots, what the runbook's commands act on, and what
 * `steady infra export` writes for other tools.
 *
 * Internet → firewall → load balancer → api, realtime → Postgres, Redis; api → queues → workers → push provider.
 */
import { defineStack, type Stack } from '@steadyhand/contracts';
import { alarms } from './infra/alarms.ts';
import { dashboards } from './infra/dashboards.ts';
import { hostedZones, loadBalancers, securityGroups, targetGroups, webAcls } from './infra/edge.ts';
import { PROJECT, RECOVERY_REGION, REGION } from './infra/names.ts';
import { outputs } from './infra/outputs.ts';
import { repositories, services } from './infra/services.ts';
import { SIZES, type Size } from './infra/sizes.ts';
import { athena, backupVaults, buckets, caches, databases, queues, secrets } from './infra/stores.ts';

function makeStack(env: string, size: Size): Stack {
  const app = `${PROJECT}-${env}`;
  const making = { env, app, size };
  return defineStack({
    project: PROJECT,
    name: env,
    region: REGION,
    recoveryRegion: RECOVERY_REGION,
    cluster: { id: 'main', name: app },
    services: services(making),
    repositories: repositories(making),
    loadBalancers: loadBalancers(making),
    targetGroups: targetGroups(making),
    webAcls: webAcls(making),
    hostedZones: hostedZones(making),
    securityGroups: securityGroups(making),
    databases: databases(making),
    caches: caches(making),
    queues: queues(making),
    secrets: secrets(making),
    buckets: buckets(making),
    athena: athena(making),
    backupVaults: backupVaults(making),
    dependencies: [{ id: 'push-provider', host: 'push.example.com', image: 'dependencies/push-provider' }],
    alarms: alarms(making),
    dashboards: dashboards(making),
    outputs: outputs(making),
  });
}

/** By name, as in the runbook's `STACK`. */
export const stacks: Readonly<Record<string, Stack>> = Object.fromEntries(
  Object.entries(SIZES).map(([env, size]) => [env, makeStack(env, size)]),
);

export default makeStack('dev', SIZES.dev);
