/** Custom metrics under the namespace `<project>-<env>`, dimension ServiceName. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { type Logger, reasonOf } from '../common/log.ts';

export interface MetricsOptions {
  namespace: string;
  serviceName: string;
  intervalMs: number;
  activeConnections(): number;
}

/** The histogram's own sampling period counts as delay: what is above it is lag. */
const RESOLUTION_MS = 10;
const NANOSECONDS = 1e6;

/** Publishes until the returned function is called. */
export function publishMetrics(cloudWatch: CloudWatchClient, log: Logger, options: MetricsOptions): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const Dimensions = [{ Name: 'ServiceName', Value: options.serviceName }];
  const timer = setInterval(() => {
    const lagMs = Math.max(0, delay.percentile(95) / NANOSECONDS - RESOLUTION_MS);
    delay.reset();
    const request = new PutMetricDataCommand({
      Namespace: options.namespace,
      MetricData: [
        { MetricName: 'EventLoopLagMs', Dimensions, Unit: 'Milliseconds', Value: Math.round(lagMs * 100) / 100 },
        { MetricName: 'ActiveConnections', Dimensions, Unit: 'Count', Value: options.activeConnections() },
      ],
    });
    cloudWatch.send(request).catch((error) => log.error('metrics were not published', { reason: reasonOf(error) }));
  }, options.intervalMs);
  return () => {
    clearInterval(timer);
    delay.disable();
  };
}
