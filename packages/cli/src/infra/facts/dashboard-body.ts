import type { Stack } from '@steadyhand/contracts';
import type { Exporting } from '../exporting.ts';
import { JsonText, type Tree } from '../tree.ts';

type Dashboard = Stack['dashboards'][number];
type Widget = Dashboard['widgets'][number];

/** Widgets of a dashboard are 24 columns wide together. */
const COLUMNS = 24;
const WIDTH = 12;
const HEIGHT = 6;
const PER_ROW = COLUMNS / WIDTH;

/** Body of a dashboard as CloudWatch's "Dashboard body structure and syntax" describes it. */
export function dashboardBody({ stack, say }: Exporting, { widgets }: Dashboard): JsonText {
  const metric = ({ namespace, metric: name, dimensions }: Widget['metrics'][number]): Tree => [
    namespace,
    name,
    ...Object.entries(dimensions).flatMap(([dimension, value]) => [dimension, say(value)]),
  ];
  return new JsonText({
    widgets: widgets.map(({ title, stat, periodSeconds, metrics }, at) => ({
      type: 'metric',
      x: (at % PER_ROW) * WIDTH,
      y: Math.floor(at / PER_ROW) * HEIGHT,
      width: WIDTH,
      height: HEIGHT,
      properties: { title, stat, period: periodSeconds, region: stack.region, metrics: metrics.map(metric) },
    })),
  });
}
