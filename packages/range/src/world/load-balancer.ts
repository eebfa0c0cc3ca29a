import { fileURLToPath } from 'node:url';
import { type Stack, SteadyError } from '@steadyhand/contracts';
import type { BalancerCounts, FromBalancer, ListenerConfig, ToBalancer } from '../balancer/protocol.ts';
import type { CertificateAuthority } from '../network/certificates.ts';
import type { Processes, Program } from '../process/processes.ts';
import type { BuildProgram } from '../program/build.ts';
import type { Names } from './names.ts';
import type { TargetGroup } from './target-group.ts';

export type LoadBalancerSpec = Stack['loadBalancers'][number];

export interface LoadBalancerOptions {
  spec: LoadBalancerSpec;
  names: Names;
  /** By id in the stack. */
  targetGroups: ReadonlyMap<string, TargetGroup>;
  /** Asked for a certificate only when a listener speaks HTTPS. */
  authority: Promise<CertificateAuthority | null>;
  processes: Processes;
  build: BuildProgram;
  folder: string;
  onCounts(counts: BalancerCounts[]): void;
}

export interface LoadBalancer {
  readonly spec: LoadBalancerSpec;
  readonly program: Program;
  /** Where each listener really is, in the order of the stack. */
  readonly ports: readonly number[];
  /** Resolves when the balancer knows every target that the range knows now. */
  synced(): Promise<void>;
}

/** On 127.0.0.1, where a person's browser looks for `localhost`. */
export const BALANCER_HOST = '127.0.0.1';

/** A load balancer in a process of its own, so that traffic does not slow down what controls the range. */
export async function startLoadBalancer(options: LoadBalancerOptions): Promise<LoadBalancer> {
  const { spec, processes, build, folder } = options;
  const source = fileURLToPath(new URL('../balancer/main.ts', import.meta.url));
  const [main, listeners] = await Promise.all([build(source), listenerConfigs(options)]);
  const program = await processes.start({
    part: `load balancer ${spec.name}`,
    command: process.execPath,
    args: [main],
    cwd: folder,
    env: {},
    ipc: true,
  });
  const tell = (message: ToBalancer) => program.send(message);
  for (const [id, group] of groupsOf(options)) {
    const tellTargets = () => tell({ type: 'targets', targetGroup: id, targets: [...routable(group)] });
    group.onChange(tellTargets);
    tellTargets();
  }
  tell({ type: 'listen', host: BALANCER_HOST, listeners });
  return {
    spec,
    program,
    ports: await hear(program, options),
    synced: () =>
      new Promise((resolve) => {
        program.onMessage((message) => (message as FromBalancer).type === 'synced' && resolve());
        void program.ended.then(() => resolve());
        tell({ type: 'sync' });
      }),
  };
}

async function listenerConfigs({ spec, names, authority }: LoadBalancerOptions): Promise<ListenerConfig[]> {
  const secure = spec.listeners.some(({ protocol }) => protocol === 'HTTPS');
  const tls = secure ? await (await authority)?.issue([names.loadBalancerDns(spec.name), 'localhost']) : undefined;
  return spec.listeners.map((listener) => ({
    ...listener,
    default: listener.default ?? null,
    tls: listener.protocol === 'HTTPS' ? (tls ?? null) : null,
  }));
}

function groupsOf({ spec, targetGroups }: LoadBalancerOptions): Map<string, TargetGroup> {
  const ids = groupIdsOf(spec);
  return new Map([...targetGroups].filter(([id]) => ids.includes(id)));
}

function groupIdsOf({ listeners }: LoadBalancerSpec): string[] {
  return listeners.flatMap(({ rules, default: fallback }) => [
    ...rules.map(({ targetGroup }) => targetGroup),
    ...(fallback === undefined ? [] : [fallback]),
  ]);
}

function* routable({ targets }: TargetGroup) {
  for (const { id, address, state } of targets.values()) {
    if (state === 'healthy' || state === 'draining') yield { id, ...address, state };
  }
}

function hear(program: Program, { targetGroups, onCounts }: LoadBalancerOptions): Promise<number[]> {
  return new Promise((resolve, reject) => {
    program.onMessage((message) => {
      // The other end is this package's own balancer/main.ts.
      const heard = message as FromBalancer;
      if (heard.type === 'listening') resolve(heard.ports);
      else if (heard.type === 'drained') targetGroups.get(heard.targetGroup)?.drained(heard.id);
      else if (heard.type === 'counts') onCounts(heard.counts);
    });
    void program.ended.then(() =>
      reject(new SteadyError('RANGE_START_FAILED', { part: program.part, reason: program.tail() })),
    );
  });
}

/** The load balancers that send to a target group, by its id in the stack. */
export function balancersOf({ loadBalancers }: Stack, targetGroup: string): LoadBalancerSpec[] {
  return loadBalancers.filter((spec) => groupIdsOf(spec).includes(targetGroup));
}
