import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ref, type Stack } from '@steadyhand/contracts';
import { declareSecrets, stackValues } from '../aws.ts';
import { untilSteady } from '../boot/start-services.ts';
import type { Instance } from '../services/rds/instance.ts';
import { variablesOf } from '../world/task-definitions.ts';
import type { Values } from '../world/values.ts';
import { groupIdsOf, type World } from '../world/world.ts';
import type { Deployed, Region } from './region.ts';

/**
 * Points what is deployed in a region at the databases that the stack names now: secrets get new versions, services new
 * revisions. Resolves when every task is healthy.
 */
export async function updateRegion(region: Region, stack: Stack, signal: AbortSignal): Promise<void> {
  const { world, site, aws, deployed: before } = region;
  const stackFile = join(site.options.systemFolder, 'stack.ts');
  const told = (values: Values | undefined) =>
    new Map(world.services.map((service) => [service, values?.resolveAll(service.spec.environment)]));
  const toldBefore = told(before?.values);
  world.stack = stack;
  const values = stackValues(aws, { world, stack, stackFile, token: site.token });
  region.deployed = { stack, values };
  await adoptDatabases(region, region.deployed);
  declareSecrets(aws, stack, values);
  const toldNow = told(values);
  const updated = world.services.filter((service) => !isDeepStrictEqual(toldBefore.get(service), toldNow.get(service)));
  for (const service of updated) {
    const { definition } = service.newest;
    const container = { ...definition.container, ...variablesOf(service.spec, stack, values) };
    service.update({ definition: world.definitions.register(definition.family, container) });
  }
  await Promise.all(updated.map((service) => untilSteady(service, world, signal)));
}

/**
 * Makes instances that were there before the stack its own: they get the master password that the program sets, the
 * security groups and the proxy that it declares.
 */
export async function adoptDatabases({ world }: Region, { stack, values }: Deployed): Promise<void> {
  for (const spec of stack.databases) {
    const instance = world.rds.instances.find(spec.identifier);
    if (instance && instance.spec.id !== spec.id) await adopt(world, spec, { instance, values });
  }
}

async function adopt(
  world: World,
  spec: Stack['databases'][number],
  { instance, values }: { instance: Instance; values: Values },
): Promise<void> {
  const { instances, proxies } = world.rds;
  instance.spec = { ...instance.spec, id: spec.id };
  instance.groupIds = groupIdsOf(world, spec);
  await instance.door?.guard(instance.groupIds);
  await instances.setPassword(instance, values.attribute(ref('database', spec.id, 'password')));
  if (!spec.proxy) return;
  const { name } = spec.proxy;
  const proxy = proxies.all().find((candidate) => candidate.name === name);
  if (proxy) await proxies.retarget(proxy, instance);
  else await proxies.create({ ...spec.proxy, groupIds: instance.groupIds, target: instance });
}
