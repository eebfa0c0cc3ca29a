import type { Stack } from '@steadyhand/contracts';

/** A stack of which nothing is deployed yet: its names can be formed, and that is all. */
export function undeployed(stack: Stack): Stack {
  return {
    project: stack.project,
    name: stack.name,
    region: stack.region,
    cluster: { id: stack.cluster.id, name: '' },
    services: [],
    repositories: [],
    loadBalancers: [],
    targetGroups: [],
    webAcls: [],
    hostedZones: [],
    securityGroups: [],
    databases: [],
    caches: [],
    queues: [],
    secrets: [],
    buckets: [],
    backupVaults: [],
    athena: [],
    dependencies: [],
    alarms: [],
    dashboards: [],
    outputs: {},
  };
}
