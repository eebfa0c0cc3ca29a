import {
  type CommandIntent,
  type CommandOutcome,
  EFFECTS,
  type Effect,
  type Question,
  type RunEvent,
} from '@steadyhand/contracts';
import { recordedCalls } from '@steadyhand/shell';
import { openQuestion } from './asked.ts';

export interface CommandReport {
  line: number;
  program: string;
  argv: readonly string[];
  operation: string | null;
  effect: Effect;
  verdict: CommandIntent['verdict'];
  state: CommandOutcome['state'];
  approvedBy: string | null;
  blastRadius: string;
  exitCode: number;
  stdout: string;
  stderr: string;
  durationMs: number;
  dependsOnHeld: boolean;
}

export interface StepReport {
  id: string;
  line: number;
  phase: string;
  text: string;
  state: 'done' | 'failed' | 'skipped' | 'held' | 'person' | 'unfinished';
  note: string;
  commands: CommandReport[];
}

/** One run as its events tell it. */
export interface RunReport {
  runId: string;
  runbook: string;
  revision: string;
  procedure: string;
  environment: string;
  account: string;
  region: string;
  mode: 'run' | 'dry-run';
  by: string;
  startedAt: number;
  finishedAt: number | null;
  state: Extract<RunEvent, { type: 'run-finished' }>['state'] | 'unfinished';
  exitCode: number;
  note: string;
  parameters: { name: string; value: string; source: string }[];
  steps: StepReport[];
  files: string[];
  /** The question that a waiting run asks; null where it sleeps, or left something to a person. */
  waitingFor: Question | null;
  /** When a run that sleeps goes on, on the wall. */
  wakeAt: number | null;
  /** Commands that ran, by effect, and those held in a dry run. */
  ran: Record<Effect, number>;
  held: number;
}

/** Folds a run's events into its report: the events alone decide what it says. */
export function reportRun(events: readonly RunEvent[]): RunReport {
  const started = events.find((event) => event.type === 'run-started');
  const finished = lastLife(events).findLast((event) => event.type === 'run-finished');
  const steps = firstOfEach(events.filter((event) => event.type === 'step-started')).map((event) =>
    stepReport(event, events),
  );
  const commands = commandReports(events);
  return {
    runId: started?.runId ?? '',
    runbook: started?.runbook ?? '',
    revision: started?.revision ?? '',
    procedure: started?.procedureId ?? '',
    environment: started?.environment ?? '',
    account: started?.account ?? '',
    region: started?.region ?? '',
    mode: started?.mode ?? 'run',
    by: started?.by ?? '',
    startedAt: started?.at ?? 0,
    finishedAt: finished?.at ?? null,
    state: finished?.state ?? 'unfinished',
    exitCode: finished?.exitCode ?? 1,
    note: finished?.note ?? '',
    parameters: events
      .filter((event) => event.type === 'parameter-bound')
      .map(({ name, value, source }) => ({ name, value, source })),
    steps,
    files: events.filter((event) => event.type === 'files-written').flatMap((event) => event.paths),
    ran: countByEffect(commands.filter((command) => command.state === 'done')),
    held: commands.filter((command) => command.state === 'held').length,
    // One that sleeps asks nothing.
    waitingFor: finished?.state === 'waiting' && finished.wakeAt === undefined ? openQuestion(events) : null,
    wakeAt: finished?.wakeAt ?? null,
  };
}

/** Events since the run was taken up last: what an earlier life ended in is no end when another went on. */
function lastLife(events: readonly RunEvent[]): readonly RunEvent[] {
  return events.slice(events.findLastIndex((event) => event.type === 'taken-over') + 1);
}

/** A step that was tried again begins more than once. */
function firstOfEach(steps: readonly Extract<RunEvent, { type: 'step-started' }>[]) {
  return [...new Map([...steps].reverse().map((step) => [step.stepId, step])).values()].reverse();
}

function stepReport(started: Extract<RunEvent, { type: 'step-started' }>, events: readonly RunEvent[]): StepReport {
  const finished = events.findLast((event) => event.type === 'step-finished' && event.stepId === started.stepId);
  const own = events.filter((event) => 'stepId' in event && event.stepId === started.stepId);
  return {
    id: started.stepId,
    line: started.line,
    phase: started.phase,
    text: started.text,
    state: finished?.type === 'step-finished' ? finished.state : 'unfinished',
    note: finished?.type === 'step-finished' ? finished.note : '',
    commands: commandReports(own),
  };
}

export function commandReports(events: readonly RunEvent[]): CommandReport[] {
  // A call that a person edited, and that has not run since, has no intent yet.
  return recordedCalls(events, 'main').flatMap(({ intent, outcome }) =>
    intent ? [commandReport(intent, outcome)] : [],
  );
}

function commandReport(intent: CommandIntent, outcome: CommandOutcome | null): CommandReport {
  return {
    line: intent.line,
    program: intent.program,
    argv: intent.argv,
    operation: intent.operation,
    effect: intent.effect,
    verdict: intent.verdict,
    state: outcome?.state ?? 'unknown',
    approvedBy: intent.approvedBy,
    blastRadius: intent.blastRadius,
    exitCode: outcome?.exitCode ?? 1,
    stdout: outcome?.stdout ?? '',
    stderr: outcome?.stderr ?? '',
    durationMs: outcome?.durationMs ?? 0,
    dependsOnHeld: outcome?.dependsOnHeld ?? false,
  };
}

function countByEffect(commands: readonly CommandReport[]): Record<Effect, number> {
  const count = Object.fromEntries(EFFECTS.map((effect) => [effect, 0])) as Record<Effect, number>;
  for (const command of commands) count[command.effect] += 1;
  return count;
}
