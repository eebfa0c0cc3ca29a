import { type Ref, type Stack, SteadyError } from '@steadyhand/contracts';

const LISTS = {
  service: 'services',
  repository: 'repositories',
  loadBalancer: 'loadBalancers',
  targetGroup: 'targetGroups',
  webAcl: 'webAcls',
  hostedZone: 'hostedZones',
  securityGroup: 'securityGroups',
  database: 'databases',
  cache: 'caches',
  queue: 'queues',
  secret: 'secrets',
  bucket: 'buckets',
  backupVault: 'backupVaults',
  athena: 'athena',
  dependency: 'dependencies',
} as const;

type Lists = typeof LISTS;

/** The resource of the stack that an id means. Throws STACK_INVALID where there is none. */
export function find<Kind extends keyof Lists>(stack: Stack, kind: Kind, id: string): Stack[Lists[Kind]][number] {
  const items: readonly Stack[Lists[Kind]][number][] = stack[LISTS[kind]];
  const found = items.find((item) => item.id === id);
  if (found) return found;
  throw new SteadyError('STACK_INVALID', { file: 'the stack', problems: `there is no ${kind} "${id}"` });
}

export function attributeMissing({ ref, id, attribute }: Ref): SteadyError {
  return new SteadyError('STACK_INVALID', {
    file: 'the stack',
    problems: `there is no attribute ${ref}.${id}.${attribute}`,
  });
}

/** For what the other tool has no way to say. */
export function notExportable(what: string, reason: string): SteadyError {
  return new SteadyError('STACK_NOT_EXPORTABLE', { what, reason });
}
