import type { PulumiChange, Stack } from '@steadyhand/contracts';
import type { Region } from '../region/region.ts';
import type { Regions } from '../region/regions.ts';
import { type Configuration, configuredStack } from './configured-stack.ts';
import { PulumiError } from './pulumi-error.ts';
import { resourcesOf } from './resources.ts';
import type { StackState } from './stack-state.ts';

/** What `up` would do. */
export interface Plan {
  region: Region;
  stack: Stack;
  changes: PulumiChange[];
}

export interface PlanOptions {
  /** The system's. */
  stack: Stack;
  regions: Regions;
  state: StackState;
}

const INSTANCE = 'aws:rds/instance:Instance';
/** What tells tasks of a database. */
const TOLD = new Set(['aws:ecs/taskDefinition:TaskDefinition', 'aws:ecs/service:Service']);

/** @throws {PulumiError} */
export function planOf({ stack, regions, state }: PlanOptions): Plan {
  const configuration = configurationOf(stack, state);
  const region = regions.find(configuration.region);
  if (!region) {
    const known = regions.all.map(({ name }) => name).join(' and ');
    throw new PulumiError(`Invalid region value: ${configuration.region} is not in this range, which has ${known}`);
  }
  const wanted = configuredStack(stack, configuration);
  checkDatabase(region, configuration);
  const all = resourcesOf(wanted, region === regions.primary);
  const first = wanted.databases[0];
  const isRead = (type: string, name: string) =>
    type === INSTANCE && name === first?.id && configuration.databaseIdentifier !== undefined;
  const planned = (operationOf: (type: string) => PulumiChange['operation']) =>
    all.map(({ type, name }) => ({
      operation: isRead(type, name) ? ('read' as const) : operationOf(type),
      type,
      name,
    }));
  if (state.region === null) {
    if (region.deployed) throw alreadyThere(wanted, region);
    return { region, stack: wanted, changes: planned(() => 'create') };
  }
  if (state.region !== region.name) return { region, stack: wanted, changes: planned(() => 'replace') };
  const isSame = region.deployed?.stack.databases[0]?.identifier === first?.identifier;
  return { region, stack: wanted, changes: planned((type) => (!isSame && TOLD.has(type) ? 'update' : 'same')) };
}

function configurationOf({ project }: Stack, { config }: StackState): Configuration {
  const region = config.get('aws:region');
  if (region === undefined) {
    const help = 'please set a value using the command `pulumi config set aws:region <value>`';
    throw new PulumiError(`Missing required configuration variable 'aws:region'\n\t${help}`);
  }
  return { region, databaseIdentifier: config.get(`${project}:databaseIdentifier`) };
}

function checkDatabase({ world, name }: Region, { databaseIdentifier }: Configuration): void {
  if (databaseIdentifier === undefined) return;
  const found = world.rds.instances.find(databaseIdentifier);
  if (!found) {
    throw new PulumiError(`reading RDS DB Instance (${databaseIdentifier}): couldn't find resource in ${name}`);
  }
  if (found.status !== 'available') {
    throw new PulumiError(`RDS DB Instance (${databaseIdentifier}) is ${found.status}, not available`);
  }
}

function alreadyThere({ cluster }: Stack, { name }: Region): PulumiError {
  return new PulumiError(
    `creating ECS Cluster (${cluster.name}): what this stack would make in ${name} is there already, made by another stack`,
  );
}
