/** Kills a worker at one point of a run's journal, lets another go on, and says what came of it. */
import type { RunEvent } from '@steadyhand/contracts';
import type { CrashSite } from './crash-site.ts';
import { describeEvent, type JournalPoint } from './journal-point.ts';
import type { Happened } from './range-world.ts';
import { driveToEnd } from './run-case.ts';

export interface Outcome {
  /** How the worker ended: by SIGKILL, or else what it says. */
  worker: string;
  status: string;
  happened: Happened;
  /** `call 8: run-again (a person)`, for each change whose outcome was not known. */
  reconciled: string[];
  /** Problems of the record; none where it verifies. */
  problems: readonly unknown[];
  lives: number;
}

/** What a run without a crash writes, by place: the points are before and after each. */
export async function recordPoints(site: CrashSite): Promise<string[]> {
  const runCase = await site.newCase();
  await driveToEnd(site.driving, runCase);
  return (await site.store.events(runCase.runId)).map(describeEvent);
}

export async function killAt(site: CrashSite, point: JournalPoint): Promise<Outcome> {
  const { store, world, driving } = site;
  const runCase = await site.newCase();
  const worker = site.takeWorker();
  worker.carryOut({ runCase, point });
  const { signal, result } = await worker.ended;
  await site.endLease(runCase.runId);
  const { status } = await driveToEnd(driving, runCase);
  const events = await store.events(runCase.runId);
  const { problems } = await store.verifyRun(runCase.runId);
  return {
    worker: signal ?? result,
    status,
    happened: await world.happened(runCase.ticket, runCase.queues),
    reconciled: events.flatMap(reconciledIn),
    problems,
    lives: events.filter(({ type }) => type === 'taken-over').length + 1,
  };
}

function reconciledIn(event: RunEvent): string[] {
  return event.type === 'command-reconciled' ? [`call ${event.seq}: ${event.decision}, says ${event.by}`] : [];
}
