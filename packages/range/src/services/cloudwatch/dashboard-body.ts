export interface DashboardDeclaration {
  name: string;
  widgets: readonly {
    title: string;
    /** `Average`, `p95`. */
    stat: string;
    periodSeconds: number;
    metrics: readonly { namespace: string; metric: string; dimensions: Readonly<Record<string, string>> }[];
  }[];
}

const COLUMNS = 2;
/** CloudWatch's grid has 24 columns. */
const WIDTH = 24 / COLUMNS;
const HEIGHT = 6;

/**
 * A dashboard's JSON: graphs side by side.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardBody({ widgets }: DashboardDeclaration, region: string): string {
  return JSON.stringify({
    widgets: widgets.map(({ title, stat, periodSeconds, metrics }, i) => ({
      type: 'metric',
      x: (i % COLUMNS) * WIDTH,
      y: Math.floor(i / COLUMNS) * HEIGHT,
      width: WIDTH,
      height: HEIGHT,
      properties: {
        title,
        view: 'timeSeries',
        stacked: false,
        region,
        stat,
        period: periodSeconds,
        metrics: metrics.map(({ namespace, metric, dimensions }) => [
          namespace,
          metric,
          ...Object.entries(dimensions).flat(),
        ]),
      },
    })),
  });
}
