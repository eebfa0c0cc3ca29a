/** Carries out what a drill carries out: the procedure that the alarm leads to, and those that follow from it. */
import { randomBytes } from 'node:crypto';
import { type Drill, type Journal, type Procedure, SteadyError, type System } from '@steadyhand/contracts';
import { findProcedure, matchAlarm } from '@steadyhand/runbook';
import { runProcedure } from '../run.ts';
import type { RunReport } from '../run-report.ts';
import type { DrillOptions } from './drill.ts';

/** The one procedure that the alarm's name leads to; without an alarm, the one that the drill names. */
export function procedureFor(
  { runbook, drill }: Pick<DrillOptions, 'runbook' | 'drill'>,
  alarm: string | null,
): Procedure {
  const expected = findProcedure(runbook, drill.procedure);
  if (alarm === null) return expected;
  const [procedure] = matchAlarm(runbook, alarm);
  if (!procedure) {
    throw new SteadyError('DRILL_NOT_RECOVERED', { reason: `no procedure of the runbook names the alarm ${alarm}` });
  }
  if (procedure.id !== expected.id) {
    throw new SteadyError('DRILL_NOT_RECOVERED', {
      reason: `the alarm ${alarm} leads to "${procedure.id}", the drill expects "${drill.procedure}"`,
    });
  }
  return procedure;
}

/** Runs the procedure and those that follow, until one does not come to its end. */
export async function carryOutAll(
  options: DrillOptions,
  first: Procedure,
  values: Readonly<Record<string, string>>,
): Promise<RunReport[]> {
  const { drill, runbook } = options;
  const chosen = [
    { procedure: first, parameters: drill.parameters },
    ...drill.follow.map(({ procedure, parameters }) => ({
      procedure: findProcedure(runbook, procedure),
      parameters: { ...drill.parameters, ...parameters },
    })),
  ];
  const runs: RunReport[] = [];
  for (const { procedure, parameters } of chosen) {
    const run = await carryOut(options, { procedure, parameters, values });
    runs.push(run);
    if (run.state !== 'done') break;
  }
  return runs;
}

interface Chosen {
  procedure: Procedure;
  parameters: Drill['parameters'];
  values: Readonly<Record<string, string>>;
}

function carryOut(options: DrillOptions, { procedure, parameters, values }: Chosen): Promise<RunReport> {
  const { drill, host, journal } = options;
  const { by, grant } = drill.answers;
  const runId = host.newId();
  return runProcedure({
    ...options,
    runId,
    journal: journalOf(journal, runId),
    system: withParameters(options.system, procedure, parameters),
    earlier: [],
    runKey: randomBytes(32),
    procedure,
    clock: options.range.clock,
    params: values,
    mode: 'run',
    readOnly: false,
    requester: { name: by, source: 'login' },
    phases: null,
    shared: null,
    grants: { effects: grant, by: `${by} (the drill's policy)` },
  });
}

/** What one run writes into the drill's journal, and sees of it. */
function journalOf(journal: Journal, runId: string): Journal {
  return {
    append: (event) => journal.append(event),
    events: async () => (await journal.events()).filter((event) => event.runId === runId),
  };
}

/** A system in which a procedure's blanks have the drill's values. */
function withParameters(system: System | null, { id }: Procedure, parameters: Drill['parameters']): System | null {
  if (!system) return null;
  const key = id.split('/').at(-1) ?? id;
  const own = system.procedures[key]?.parameters ?? {};
  return { ...system, procedures: { ...system.procedures, [key]: { parameters: { ...own, ...parameters } } } };
}
