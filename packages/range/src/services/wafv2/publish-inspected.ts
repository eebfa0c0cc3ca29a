import type { Inspected, WafAction } from '../../balancer/protocol.ts';
import type { MetricSink } from '../../ports.ts';
import { putAll } from '../../world/put-all.ts';

const METRICS: Record<WafAction, string> = {
  ALLOW: 'AllowedRequests',
  BLOCK: 'BlockedRequests',
  COUNT: 'CountedRequests',
};

/**
 * Publishes what a web ACL has seen, of each rule and of all.
 * https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
 */
export function publishInspected(
  sink: MetricSink,
  { webAcl, region, at }: { webAcl: string; region: string; at: number },
  { counts }: Inspected,
): void {
  for (const { rule, action, requests } of counts) {
    for (const Rule of [rule, 'ALL']) {
      const dimensions = { WebACL: webAcl, Region: region, Rule };
      putAll(sink, { namespace: 'AWS/WAFV2', dimensions, at }, [[METRICS[action], requests, 'Count']]);
    }
  }
}
