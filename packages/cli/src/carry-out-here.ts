import { carryOut, type NewRun, type RunReport } from '@steadyhand/engine';
import { interruptSignal } from './interrupt.ts';
import { openLiveView, workerName } from './live-view.ts';
import { prepareRun } from './prepare-run.ts';
import type { OpenRecord } from './record.ts';
import { renderRunSummary } from './render/run-summary.ts';
import { styleFor } from './render/style.ts';
import type { ResolvedEnvironment } from './target.ts';

export interface HereOptions {
  json?: boolean;
  where: ResolvedEnvironment;
  /** Values of parameters that are not kept with the run. */
  secrets?: Readonly<Record<string, string>>;
}

/** Carries a run on in this process, on this terminal, until it ends or parks; gives its exit code. */
export async function carryOutHere({ store, runKey }: OpenRecord, run: NewRun, options: HereOptions): Promise<number> {
  const { where, secrets = {} } = options;
  const earlier = await store.events(run.id);
  const { host, onOutput } = openLiveView({ ...options, earlier }, async () => where);
  const report = await carryOut(
    {
      store,
      runKey,
      worker: workerName(),
      environments: [run.environment],
      prepare: (claimed) => prepareRun(claimed, { onOutput, where }),
      host,
      secrets,
      signal: interruptSignal(),
    },
    run.id,
  );
  return showReport(report, options);
}

/** Prints how a run ended, or what it waits for; gives its exit code. */
export function showReport(report: RunReport, options: { json?: boolean }): number {
  const view = { style: styleFor(process.stdout), columns: process.stdout.columns ?? 100 };
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : renderRunSummary(report, view));
  return report.exitCode;
}
