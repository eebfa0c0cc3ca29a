import { fileURLToPath } from 'node:url';
import { type Stack, SteadyError } from '@steadyhand/contracts';
import type {
  AccessLogConfig,
  BalancerCounts,
  FromBalancer,
  Inspected,
  ListenerConfig,
  TimeConfig,
  ToBalancer,
  WebAclConfig,
} from '../balancer/protocol.ts';
import type { CertificateAuthority } from '../network/certificates.ts';
import type { Processes, Program } from '../process/processes.ts';
import type { BuildProgram } from '../program/build.ts';
import { arnSuffix, type Names } from './names.ts';
import type { TargetGroup } from './target-group.ts';

export type LoadBalancerSpec = Stack['loadBalancers'][number];

/** What decides about the requests of a load balancer, and is told what came of it. */
export interface BalancerAcl {
  config(): WebAclConfig;
  onChange(listener: () => void): void;
  report(inspected: Inspected): void;
}

/** A file of compressed log lines, and the range time until which they reach. */
export interface AccessLogFile {
  file: string;
  until: number;
}

export interface LoadBalancerOptions {
  spec: LoadBalancerSpec;
  names: Names;
  /** Other names that its certificate is for. */
  aliases: readonly string[];
  time: TimeConfig;
  /** Null: nothing is refused. */
  webAcl: BalancerAcl | null;
  /** Takes files of the access log; null for none. */
  keepLog: ((log: AccessLogFile) => Promise<void>) | null;
  /** By id in the stack. */
  targetGroups: ReadonlyMap<string, TargetGroup>;
  /** Asked for a certificate only when a listener speaks HTTPS. */
  authority: Promise<CertificateAuthority | null>;
  processes: Processes;
  build: BuildProgram;
  folder: string;
  onCounts(counts: BalancerCounts[]): void;
  onConnections(connections: { active: number; opened: number }): void;
}

export interface LoadBalancer {
  readonly spec: LoadBalancerSpec;
  readonly program: Program;
  /** Where each listener really is, in the order of the stack. */
  readonly ports: readonly number[];
  /** Resolves when the balancer knows every target that the range knows now, and all it has counted is told. */
  synced(): Promise<void>;
  /** Resolves when every request that was over by now is in a file of the access log. */
  flushLog(): Promise<void>;
}

/** On 127.0.0.1, where a person's browser looks for `localhost`. */
export const BALANCER_HOST = '127.0.0.1';

/** A load balancer in a process of its own, so that traffic does not slow down what controls the range. */
export async function startLoadBalancer(options: LoadBalancerOptions): Promise<LoadBalancer> {
  const { spec, processes, build, folder, webAcl } = options;
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
  if (webAcl) {
    const tellAcl = () => tell({ type: 'web-acl', acl: webAcl.config() });
    webAcl.onChange(tellAcl);
    tellAcl();
  }
  tell({ type: 'listen', host: BALANCER_HOST, listeners, time: options.time, accessLog: accessLogConfig(options) });
  const heard = hear(program, options);
  const synced = () => {
    const answer = heard.synced();
    tell({ type: 'sync' });
    return answer;
  };
  return {
    spec,
    program,
    ports: await heard.ports,
    synced,
    async flushLog() {
      tell({ type: 'flush-log' });
      await synced();
      await heard.logsKept();
    },
  };
}

async function listenerConfigs({ spec, names, aliases, authority }: LoadBalancerOptions): Promise<ListenerConfig[]> {
  const secure = spec.listeners.some(({ protocol }) => protocol === 'HTTPS');
  const certified = [names.loadBalancerDns(spec.name), 'localhost', ...aliases];
  const issued = secure ? await (await authority)?.issue(certified) : undefined;
  const tls = issued ? { ...issued, arn: names.certificate(spec.name) } : null;
  return spec.listeners.map((listener) => ({
    ...listener,
    default: listener.default ?? null,
    tls: listener.protocol === 'HTTPS' ? tls : null,
  }));
}

function accessLogConfig({ spec, names, targetGroups, folder, keepLog }: LoadBalancerOptions): AccessLogConfig | null {
  if (!keepLog) return null;
  return {
    folder,
    balancer: arnSuffix(names.loadBalancer(spec.name)),
    targetGroups: Object.fromEntries([...targetGroups].map(([id, { arn }]) => [id, arn])),
  };
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

interface Heard {
  ports: Promise<number[]>;
  /** Resolves at the answer to the next question that is not answered yet, or at the end. */
  synced(): Promise<void>;
  logsKept(): Promise<void>;
}

function hear(program: Program, options: LoadBalancerOptions): Heard {
  const { targetGroups, onCounts, onConnections, webAcl, keepLog } = options;
  const waiting: (() => void)[] = [];
  const keeping = new Set<Promise<void>>();
  const keep = (log: AccessLogFile) => {
    const kept = (keepLog?.(log) ?? Promise.resolve()).finally(() => keeping.delete(kept));
    keeping.add(kept);
  };
  const ports = new Promise<number[]>((resolve, reject) => {
    program.onMessage((message) => {
      // The other end is this package's own balancer/main.ts.
      const heard = message as FromBalancer;
      if (heard.type === 'listening') resolve(heard.ports);
      else if (heard.type === 'drained') targetGroups.get(heard.targetGroup)?.drained(heard.id);
      else if (heard.type === 'counts') onCounts(heard.counts);
      else if (heard.type === 'connections') onConnections(heard);
      else if (heard.type === 'inspected') webAcl?.report(heard.inspected);
      else if (heard.type === 'log') keep(heard);
      else waiting.shift()?.();
    });
    void program.ended.then(() => {
      for (const resolved of waiting.splice(0)) resolved();
      reject(new SteadyError('RANGE_START_FAILED', { part: program.part, reason: program.tail() }));
    });
  });
  return {
    ports,
    synced: () => (program.exit ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    logsKept: async () => void (await Promise.all(keeping)),
  };
}

/** The load balancers that send to a target group, by its id in the stack. */
export function balancersOf({ loadBalancers }: Stack, targetGroup: string): LoadBalancerSpec[] {
  return loadBalancers.filter((spec) => groupIdsOf(spec).includes(targetGroup));
}
