import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import type { Clock } from '@steadyhand/contracts';
import type { MetricSink } from '../ports.ts';
import { accessLogFolder } from '../services/elbv2/access-log-folder.ts';
import type { Buckets } from '../services/s3/buckets.ts';
import { publishInspected } from '../services/wafv2/publish-inspected.ts';
import type { AccessLogFile, BalancerAcl, LoadBalancer, LoadBalancerSpec } from '../world/load-balancer.ts';
import { arnSuffix } from '../world/names.ts';
import type { World } from '../world/world.ts';

/** The web ACL that a load balancer asks; null for none. */
export function aclOf(
  { world, metrics }: { world: World; metrics: MetricSink },
  spec: LoadBalancerSpec,
): BalancerAcl | null {
  const { webAcls, names, stack, clock } = world;
  const declared = stack.webAcls.find(({ id }) => id === spec.webAcl);
  const acl = declared && webAcls.byArn(names.webAcl(declared.name));
  if (!acl) return null;
  return {
    config: () => webAcls.config(acl),
    onChange: (listener) => webAcls.onChange(acl, listener),
    report(inspected) {
      acl.samples.add(inspected);
      acl.limited = inspected.limited;
      publishInspected(metrics, { webAcl: acl.name, region: names.region, at: clock.now() }, inspected);
    },
  };
}

/** Puts files of a load balancer's access log into its bucket, under the names that AWS gives them; null without a log. */
export function logKeeperOf(
  { world, buckets }: { world: World; buckets: Buckets },
  spec: LoadBalancerSpec,
): ((log: AccessLogFile) => Promise<void>) | null {
  const { names, stack } = world;
  const { accessLogs } = spec;
  const name = stack.buckets.find(({ id }) => id === accessLogs?.bucket)?.name;
  if (!accessLogs || name === undefined) return null;
  const folder = accessLogFolder(names, accessLogs.prefix);
  const balancer = arnSuffix(names.loadBalancer(spec.name)).replaceAll('/', '.');
  return async ({ file, until }) => {
    const body = await readFile(file);
    await rm(file);
    const bucket = buckets.all().find((candidate) => candidate.name === name);
    // As on AWS, what cannot be delivered is lost.
    if (!bucket) return;
    const end = new Date(Math.ceil(until / LOG_INTERVAL_MS) * LOG_INTERVAL_MS).toISOString();
    const day = new Date(until).toISOString().slice(0, 10).replaceAll('-', '/');
    const minute = `${end.slice(0, 16).replace(/[-:]/g, '')}Z`;
    const start = `${names.account}_elasticloadbalancing_${names.region}_${balancer}`;
    const key = `${folder}/${day}/${start}_${minute}_${NODE_ADDRESS}_${randomBytes(4).toString('hex')}.log.gz`;
    await bucket.put(key, { body, headers: { ContentType: 'application/octet-stream' }, tags: {} });
  };
}

/** Of the balancer's one node. */
const NODE_ADDRESS = '127.0.0.1';
const LOG_INTERVAL_MS = 5 * 60_000;

/** Has a load balancer's log written at the end of every five minutes of the range, until the signal aborts. */
export async function publishLogs(balancer: LoadBalancer, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !balancer.program.exit) {
    const wait = LOG_INTERVAL_MS - (clock.now() % LOG_INTERVAL_MS);
    await clock.sleep(wait, signal).catch(() => {});
    if (!signal.aborted) await balancer.flushLog();
  }
}
