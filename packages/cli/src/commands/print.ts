import { quoteCommand } from '@steadyhand/bash';
import {
  type Binding,
  changesWorld,
  type Procedure,
  type Runbook,
  type RunEvent,
  SteadyError,
  type System,
} from '@steadyhand/contracts';
import { type PrintInput, printProcedure, type Run, reportRun } from '@steadyhand/engine';
import { findProcedure } from '@steadyhand/runbook';
import { loadJudge } from '../compose.ts';
import { loadRunbook, parseDocument } from '../documents.ts';
import { findStep } from '../find-step.ts';
import { isShell } from '../procedure-of-run.ts';
import { placeOf } from '../question-view.ts';
import { splitReference } from '../reference.ts';
import { systemOfRunbook } from '../system-folder.ts';
import { type ResolvedEnvironment, resolveEnvironment } from '../target.ts';

export interface PrintOptions {
  env?: string;
  param: Readonly<Record<string, string>>;
  /** A step: its id, the end of its id, or its line. */
  from?: string;
}

const RUN_ID = /^[0-9a-f]{8}$/;

/** Prints a procedure as shell, from a runbook without any database, or what is left of a run. */
export async function printCommand(reference: string, options: PrintOptions): Promise<number> {
  if (!RUN_ID.test(reference)) {
    process.stdout.write(printProcedure(await ofRunbook(reference, options)));
    return 0;
  }
  const left = await ofRun(reference, options);
  if (left) process.stdout.write(withWarnings(printProcedure(left.input), left.begun));
  else process.stderr.write(`Nothing is left of run ${reference}.\n`);
  return 0;
}

async function ofRunbook(reference: string, options: PrintOptions): Promise<PrintInput> {
  const { runbookName, procedureId } = splitReference(reference);
  const { path, revision, runbook } = await loadRunbook(runbookName);
  const procedure = findProcedure(runbook, procedureId);
  const where = await environmentFor(path, options.env);
  const system = where?.system ?? (await systemOfRunbook(path))?.system ?? null;
  const environment = where?.target.environment ?? options.env ?? null;
  const { values, commandBindings } = bindingsOf(system, { procedure, environment, outputs: where?.target.outputs });
  return {
    runbook,
    procedure,
    source: { path, revision },
    values: new Map([...values, ...Object.entries(options.param)]),
    commandBindings,
    judge: await loadJudge(system?.effects),
    environment: {
      name: environment ?? '(none)',
      account: where?.target.account ?? null,
      region: where?.target.region ?? null,
    },
    ...fromOf(procedure, options.from),
  };
}

/** Null where it is not known: what is known of the rest is printed all the same. */
async function environmentFor(path: string, name: string | undefined): Promise<ResolvedEnvironment | null> {
  try {
    return await resolveEnvironment(path, name);
  } catch (error) {
    const isGone = error instanceof SteadyError && error.code === 'RANGE_NOT_RUNNING';
    const isOpen = error instanceof SteadyError && error.code === 'ENVIRONMENT_UNKNOWN' && name === undefined;
    if (isGone || isOpen) return null;
    throw error;
  }
}

interface Place {
  procedure: Procedure;
  environment: string | null;
  outputs: Readonly<Record<string, string>> | undefined;
}

/** What steadyhand.yaml says of the blanks; what is said of less goes before what is said of more. */
function bindingsOf(system: System | null, { procedure, environment, outputs }: Place) {
  const here = environment === null ? undefined : system?.environments[environment];
  const known = { ...here?.outputs, ...outputs };
  const bindings: Record<string, Binding> = {
    ...system?.parameters,
    ...here?.parameters,
    ...system?.procedures[procedure.id.slice(procedure.id.lastIndexOf('/') + 1)]?.parameters,
  };
  const values = new Map<string, string>();
  const commandBindings = new Map<string, string>();
  for (const [name, binding] of Object.entries(bindings)) {
    if (typeof binding !== 'string' && 'command' in binding) commandBindings.set(name, binding.command);
    const value = boundValue(binding, known);
    if (value !== undefined) values.set(name, value);
  }
  return { values, commandBindings };
}

function boundValue(binding: Binding, outputs: Readonly<Record<string, string>>): string | undefined {
  if (typeof binding === 'string') return binding;
  if ('value' in binding) return binding.value;
  return 'output' in binding ? outputs[binding.output] : undefined;
}

interface Left {
  input: PrintInput;
  /** What the first step that is printed has changed already, or may have. */
  begun: string[];
}

/** Null where nothing is left. */
async function ofRun(runId: string, options: PrintOptions): Promise<Left | null> {
  const { withRecord } = await import('../with-record.ts');
  const { run, events } = await withRecord(async ({ store }) => ({
    run: await store.run(runId),
    events: await store.events(runId),
  }));
  const { path, revision, text } = run.runbook;
  const { runbook } = await parseDocument(path, Buffer.from(text));
  const procedure = procedureOf(run, runbook);
  const from = options.from === undefined ? whereItStopped(procedure, events) : findStep(procedure, options.from).id;
  if (from === null) return null;
  const { environment, account, region } = placeOf(run, events);
  const bound = events.flatMap((event) =>
    event.type === 'parameter-bound' ? [[event.name, event.value] as const] : [],
  );
  const input: PrintInput = {
    runbook,
    procedure,
    source: { path, revision },
    values: new Map([...Object.entries(run.params), ...bound, ...Object.entries(options.param)]),
    commandBindings: bindingsOf(run.settings?.system ?? null, { procedure, environment, outputs: {} }).commandBindings,
    judge: await loadJudge(run.settings?.system?.effects),
    environment: { name: environment, account: account || null, region: region || null },
    from,
  };
  return { input, begun: begunIn(from, events) };
}

/** One line each. */
function begunIn(stepId: string, events: readonly RunEvent[]): string[] {
  const step = reportRun(events).steps.find(({ id }) => id === stepId);
  return (step?.commands ?? [])
    .filter(({ effect, state }) => changesWorld(effect) && (state === 'done' || state === 'unknown'))
    .map(({ program, argv, state }) => {
      const command = quoteCommand(program, argv).replaceAll(/\s+/g, ' ');
      return state === 'done' ? `CARRIED OUT ALREADY: ${command}` : `NOT KNOWN WHETHER CARRIED OUT: ${command}`;
    });
}

/** Above all else, so that nothing is done twice by hand. */
function withWarnings(script: string, warnings: readonly string[]): string {
  const end = script.indexOf('\n') + 1;
  return script.slice(0, end) + warnings.map((warning) => `# !! ${warning}\n`).join('') + script.slice(end);
}

/** With the steps that the run is of. */
function procedureOf(run: Run, runbook: Runbook): Procedure {
  if (isShell(run)) throw new SteadyError('RUN_IS_SHELL', { id: run.id, reason: 'it has no steps left to print' });
  const procedure = findProcedure(runbook, run.procedureId);
  const phases = run.settings?.phases ?? null;
  if (phases === null) return procedure;
  return { ...procedure, steps: procedure.steps.filter(({ phase }) => phases.includes(phase)) };
}

/** The step that it is in the middle of, or failed at; else the first that it has not come to. Null at the end. */
function whereItStopped({ steps }: Procedure, events: readonly RunEvent[]): string | null {
  const report = reportRun(events);
  const come = new Map(report.steps.map((step) => [step.id, step.state]));
  const first = steps.findIndex(({ id }) => !come.has(id) || come.get(id) === 'unfinished');
  const before = steps[(first === -1 ? steps.length : first) - 1];
  const hasFailed = report.state !== 'done' && before !== undefined && come.get(before.id) === 'failed';
  return (hasFailed ? before : steps[first])?.id ?? null;
}

function fromOf(procedure: Procedure, from: string | undefined): { from?: string } {
  return from === undefined ? {} : { from: findStep(procedure, from).id };
}
