import { quoteCommand } from '@steadyhand/bash';
import { changesWorld, type Procedure, type RunEvent } from '@steadyhand/contracts';
import type { Run } from '@steadyhand/engine';
import { parseDocument } from './documents.ts';
import { procedureOfRun } from './procedure-of-run.ts';

/** A run that would take back what another did. */
export interface RollbackOffer {
  /** "the rollback steps of SQS Queue Backlog" */
  text: string;
  /** `RUNBOOK.md#rollback` */
  reference: string;
  params: Readonly<Record<string, string>>;
  /** Only the steps of these phases; all when null. */
  phases: readonly ['rollback'] | null;
}

const ROLLBACK = /(^|[/-])roll-?back(-|$)/;

/**
 * What the runbook of a run has for taking it back: its procedure's own rollback steps, and procedures that are called
 * so. Nothing where the run changed nothing.
 */
export async function rollbackOffers(run: Run, events: readonly RunEvent[]): Promise<RollbackOffer[]> {
  if (!changedSomething(events)) return [];
  const { path, text } = run.runbook;
  const { runbook } = await parseDocument(path, Buffer.from(text));
  const own = procedureOfRun(run, runbook, events);
  // What takes something back is not taken back itself.
  if (ROLLBACK.test(lastPart(own.id))) return [];
  const offer = ({ id, title }: Procedure, phases: RollbackOffer['phases']): RollbackOffer => ({
    text: phases ? `the rollback steps of ${title}` : title,
    reference: `${path}#${id}`,
    params: run.params,
    phases,
  });
  const ownSteps = own.steps.some(({ phase }) => phase === 'rollback') ? [offer(own, ['rollback'])] : [];
  const isBelow = (one: Procedure, other: Procedure): boolean => one.id.startsWith(`${other.id}/`);
  const others = runbook.procedures.filter((one) => {
    if (one === own || one.steps.length === 0 || !ROLLBACK.test(lastPart(one.id))) return false;
    // What takes another procedure back stands below that.
    return isBelow(one, own) || !runbook.procedures.some((other) => other.steps.length > 0 && isBelow(one, other));
  });
  return [...ownSteps, ...others.map((procedure) => offer(procedure, null))];
}

/** As it would be typed. */
export function rollbackCommand({ reference, params, phases }: RollbackOffer, environment: string): string {
  const given = Object.entries(params).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
  return quoteCommand('steady', [
    ...['run', reference, '--env', environment, ...given],
    ...(phases ? ['--phase', phases.join(',')] : []),
  ]);
}

function changedSomething(events: readonly RunEvent[]): boolean {
  const changes = new Set(
    events.flatMap((event) =>
      event.type === 'command-intent' && event.verdict === 'run' && changesWorld(event.effect)
        ? [`${event.lane}/${event.seq}`]
        : [],
    ),
  );
  return events.some(
    (event) =>
      event.type === 'command-outcome' &&
      (event.state === 'done' || event.state === 'unknown') &&
      changes.has(`${event.lane}/${event.seq}`),
  );
}

function lastPart(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
