/**
 * A drill on a range: of an incident, fault → alarm → procedure → proven recovery; or of an operation, procedure → proof.
 *
 * D1 In an incident the alarm alone starts the response: the procedure is found by the alarm's name, as it would be in life.
 * D2 The drill passes when recovery is proven, not when exit codes are 0.
 * D3 Every fault is cleared at the end, whatever happened.
 */
import type { Drill, InjectedFault, RangeControl } from '@steadyhand/contracts';
import type { Prober } from '../probe.ts';
import type { RunOptions } from '../run-options.ts';
import { watchAvailability } from './availability.ts';
import { countData } from './data-loss.ts';
import { type DrillReport, reportDrill } from './drill-report.ts';
import { withPeopleTime } from './people-time.ts';
import { carryOutAll, procedureFor } from './procedures.ts';
import { Story } from './story.ts';

export interface DrillOptions
  extends Pick<
    RunOptions,
    | 'runbook'
    | 'source'
    | 'system'
    | 'target'
    | 'handlers'
    | 'env'
    | 'host'
    | 'journal'
    | 'workingFolder'
    | 'signal'
    | 'onOutput'
  > {
  drill: Drill;
  range: RangeControl;
}

/** Runs a drill in a range that is up and healthy. Throws only for wrong input; a drill that fails says so in its report. */
export async function runDrill(given: DrillOptions): Promise<DrillReport> {
  const { drill, range } = given;
  const people = withPeopleTime(given.host, range.clock, drill.answers.thinkSeconds);
  const options = { ...given, host: people.host };
  const drillId = options.host.newId();
  const prober: Prober = { ...options, clock: range.clock };
  const story = new Story(options, { drillId, prober });
  const faults: InjectedFault[] = [];
  await story.wellAtStart();
  const countAgain = await countData(range, drill.data);
  const watching = watchAvailability(prober, drill.availability, options.host.clock);
  try {
    const alarm = await story.breakThings(faults);
    const procedure = procedureFor(options, alarm?.alarm ?? null);
    await story.open(alarm, procedure.title);
    const values = valuesOf(faults);
    const runs = await carryOutAll(options, procedure, values);
    const proof = await story.prove(alarm?.alarm ?? null, values);
    await story.close(proof, alarm);
    return reportDrill({
      drill,
      runs,
      proof,
      availability: await watching.end(),
      data: await countAgain(),
      people,
      events: await options.journal.events(),
    });
  } finally {
    await watching.end();
    await Promise.allSettled(faults.map((fault) => fault.clear()));
  }
}

function valuesOf(faults: readonly InjectedFault[]): Record<string, string> {
  return Object.assign({}, ...faults.map(({ values }) => values));
}
