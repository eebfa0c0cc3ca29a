/** What the system's files say must fit together: stack, bindings, runbook, drill. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { DrillSchema, type Ref, SystemSchema } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import stack from '../stack.ts';

const place = (path: string) => new URL(`../${path}`, import.meta.url);
const read = (path: string) => readFileSync(place(path), 'utf8');
const system = SystemSchema.parse(parse(read('steadyhand.yaml')));
const drills = readdirSync(place('drills'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => DrillSchema.parse(parse(read(`drills/${name}`))));
const runbook = read('RUNBOOK.md');

/** Asked for on purpose: secrets and decisions. */
const ASKED_FOR = ['RESTORE_TIME', 'VERSION'];

function* refsIn(value: unknown): Generator<Ref> {
  if (typeof value !== 'object' || value === null) return;
  if ('ref' in value) yield value as Ref;
  else for (const part of Object.values(value)) yield* refsIn(part);
}

test('every reference of the stack leads to a resource of it', () => {
  const ids: Partial<Record<Ref['ref'], readonly { id: string }[]>> = {
    cluster: [stack.cluster],
    service: stack.services,
    loadBalancer: stack.loadBalancers,
    targetGroup: stack.targetGroups,
    database: stack.databases,
    cache: stack.caches,
    queue: stack.queues,
    secret: stack.secrets,
    dependency: stack.dependencies,
    repository: stack.repositories,
    webAcl: stack.webAcls,
    hostedZone: stack.hostedZones,
    securityGroup: stack.securityGroups,
    bucket: stack.buckets,
    backupVault: stack.backupVaults,
    athena: stack.athena,
  };
  const refs = [...refsIn(stack)];
  expect(refs.length).toBeGreaterThan(30);
  const dangling = refs.filter(({ ref, id }) => !ids[ref]?.some((resource) => resource.id === id));
  expect(dangling).toEqual([]);
});

test('every image has a program', () => {
  const images = [...stack.services, ...stack.dependencies].map(({ image }) => image);
  expect(images.filter((image) => !existsSync(place(`${image}/main.ts`)))).toEqual([]);
});

test('every alarm of the stack is named by a procedure of the runbook', () => {
  const patterns = [...runbook.matchAll(/`(\*-[\w*-]+)`/g)].map(
    ([, glob = '']) => new RegExp(`^${glob.replaceAll('*', '.*')}$`),
  );
  expect(patterns.length).toBeGreaterThan(5);
  const unnamed = stack.alarms.filter(({ name }) => !patterns.some((pattern) => pattern.test(name)));
  expect(unnamed.map(({ name }) => name)).toEqual([]);
  const silent = patterns.filter((pattern) => !stack.alarms.some(({ name }) => pattern.test(name)));
  expect(silent).toEqual([]);
});

test('every blank of the runbook is bound, set in the runbook, or asked for on purpose', () => {
  const shell = [...runbook.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, text = '']) => text).join('\n');
  const used = new Set(
    [...shell.matchAll(/(?<!\\)\$([A-Z][A-Z0-9_]*)|\(\(([A-Z_]+)/g)].map(([, a, b]) => a ?? b ?? ''),
  );
  const set = new Set(
    [...shell.matchAll(/(?:export )?\b([A-Z_]+)=|\bfor ([A-Z_]+) in/g)].map(([, a, b]) => a ?? b ?? ''),
  );
  const free = [...used].filter((name) => !(name in system.parameters) && !set.has(name));
  expect(free.sort()).toEqual(ASKED_FOR);
});

test('every output that a binding or a drill names is an output of the stack', () => {
  const bindings = [system, ...Object.values(system.procedures)].flatMap(({ parameters }) => Object.values(parameters));
  const named = bindings.flatMap((binding) =>
    typeof binding === 'object' && 'output' in binding ? binding.output : [],
  );
  named.push(...drills.flatMap(({ recovery }) => recovery.queues.map(({ output }) => output)));
  const templates = [...drills.flatMap(({ recovery }) => recovery.health), ...system.steadyState.health];
  named.push(...templates.flatMap((url) => [...url.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)));
  const commands = [...runbook.matchAll(/pulumi stack output (\w+)/g)].map(([, name = '']) => name);
  expect([...named, ...commands].filter((name) => !(name in stack.outputs))).toEqual([]);
});

test('drills break what the stack has, and count with what there is', () => {
  for (const { module } of drills.flatMap(({ data }) => data)) expect(existsSync(place(`drills/${module}`))).toBe(true);
  for (const fault of drills.flatMap(({ faults }) => faults)) {
    if (fault.kind === 'dependency') expect(stack.dependencies.map(({ id }) => id)).toContain(fault.dependency);
    if (fault.kind === 'traffic') expect(existsSync(place(`drills/${fault.module}`))).toBe(true);
  }
});
