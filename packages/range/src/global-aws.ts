import { join } from 'node:path';
import { addressOf } from './network/hosts.ts';
import { rangeFetch } from './network/range-fetch.ts';
import type { MetricSink } from './ports.ts';
import { Vaults } from './services/backup/vaults.ts';
import type { HealthChecksOptions } from './services/route53/health-checks.ts';
import { createRoute53, type Route53 } from './services/route53/route53.ts';
import { Buckets } from './services/s3/buckets.ts';
import { createS3 } from './services/s3/s3.ts';
import type { Access } from './services/sts/sessions.ts';
import { createSts } from './services/sts/sts.ts';
import type { Site } from './site.ts';
import type { RangeService } from './wire/service.ts';
import { loadBalancerZoneId } from './world/load-balancer-zones.ts';

/** The AWS services of which a range has one, whatever region a request is signed for, and what regions share. */
export interface GlobalAws {
  readonly services: readonly RangeService[];
  readonly route53: Route53;
  /** Backups that outlive their region. */
  readonly vaults: Vaults;
  readonly buckets: Buckets;
  /** Metrics of what is in no region go to each of these; returns how to end it. */
  publishTo(sink: MetricSink): () => void;
  /** Throws `AwsError` for what the caller may not do. */
  authorise(access: Access): void;
  close(): void;
}

type Ground = Pick<Site, 'clock' | 'hosts' | 'authority' | 'folder'>;

export function openGlobalAws(site: Ground): GlobalAws {
  const { clock, hosts } = site;
  const sts = createSts(clock);
  const buckets = new Buckets({ clock, folder: join(site.folder, 's3') });
  const sinks = new Set<MetricSink>();
  const route53 = createRoute53({
    clock,
    probe: prober(site),
    sink: {
      put(datum) {
        for (const sink of sinks) sink.put(datum);
      },
    },
    aliasExists: (zoneId, dnsName) => isBalancerZone(zoneId, dnsName) && addressOf(hosts.hosts, dnsName) !== null,
    point: (name, to) => hosts.point(name, to),
  });
  return {
    services: [sts.service, route53.service, createS3(buckets, clock)],
    route53,
    vaults: new Vaults(),
    buckets,
    publishTo(sink) {
      sinks.add(sink);
      return () => sinks.delete(sink);
    },
    authorise: (access) => sts.sessions.authorise(access),
    close: () => route53.stop(),
  };
}

/** What Route 53 waits for an answer. */
const PROBE_TIMEOUT_MS = 4000;

function prober({ hosts, authority }: Ground): HealthChecksOptions['probe'] {
  return async (url) => {
    try {
      const ask = rangeFetch(() => hosts.hosts, (await authority)?.certificate ?? null);
      const answer = await ask(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
      await answer.body?.cancel();
      return { isWell: answer.status < 400, text: `HTTP Status Code ${answer.status}, ${answer.statusText}` };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return { isWell: false, text: cause instanceof Error ? cause.message : String(cause) };
    }
  };
}

function isBalancerZone(zoneId: string, dnsName: string): boolean {
  const region = /\.([a-z0-9-]+)\.elb\.amazonaws\.com\.?$/.exec(dnsName)?.[1];
  return region !== undefined && loadBalancerZoneId(region) === zoneId;
}
