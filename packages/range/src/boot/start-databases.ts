import { type Stack, SteadyError } from '@steadyhand/contracts';
import type { NewInstance } from '../services/rds/instances.ts';
import { AwsError } from '../wire/service.ts';
import type { Values } from '../world/values.ts';
import { groupIdsOf, type World } from '../world/world.ts';
import type { Part } from './parts.ts';

type DatabaseSpec = Stack['databases'][number];

/** An instance per database of the stack, up when clients can connect, and its proxy. */
export function databaseParts(world: World, values: Values): Part[] {
  const { instances } = world.rds;
  return world.stack.databases
    .filter(({ identifier }) => !instances.find(identifier))
    .map((spec) => ({ name: `postgres ${spec.identifier}`, started: start(world, values, spec) }));
}

async function start(world: World, values: Values, spec: DatabaseSpec): Promise<void> {
  const { proxies } = world.rds;
  const { id, database, username, proxy } = spec;
  const password = values.resolve({ ref: 'database', id, attribute: 'password' });
  const groupIds = groupIdsOf(world, spec);
  const { instance, open } = create(world, {
    spec,
    origin: { kind: 'new', database, username, password },
    groupIds,
  });
  await open;
  if (!proxy) return;
  await proxies.create({ ...proxy, groupIds, target: instance });
}

/** What RDS refuses, a stack may not declare. */
function create({ rds }: World, options: NewInstance) {
  try {
    return rds.instances.create(options);
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    const part = `database ${options.spec.identifier}`;
    throw new SteadyError('RANGE_START_FAILED', { part, reason: cause.message }, { cause });
  }
}
