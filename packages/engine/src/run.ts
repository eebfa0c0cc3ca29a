/**
 * One run of a procedure.
 *
 * S1 Nothing runs before the caller's identity is checked and every parameter is bound.
 * S2 Steps run in the document's order, in one session. A step with a condition runs when a person says so; an
 *    alternative runs only when chosen; in a dry run all of them are shown.
 * S3 A failing step of the investigation or verification is recorded and the run goes on; any other failing step stops
 *    and asks.
 * S4 A run that left something to a person, or in which anything but the investigation failed, does not end as "done".
 * S5 What is typed into a program that an earlier command opened is never run in the session: a person does it.
 * S6 Whatever happens, the run ends with one `run-finished` event and a closed session.
 */
import { fillBlanks, quoteCommand } from '@steadyhand/bash';
import {
  type Block,
  type Clock,
  type CommandIntent,
  type Effect,
  type Handlers,
  type Host,
  type Journal,
  type Phase,
  type Policy,
  type Procedure,
  type Runbook,
  type RunEvent,
  SteadyError,
  type Step,
  type System,
  type Target,
} from '@steadyhand/contracts';
import { createRedactor, type OnUnknown, openSession, type Session } from '@steadyhand/shell';
import { BINDING_STEP, bindParameters } from './bind.ts';
import { EarlierLife } from './earlier-life.ts';
import { createGuard } from './guard.ts';
import { checkIdentity } from './identity.ts';
import { type RunReport, reportRun } from './run-report.ts';

export interface RunOptions {
  runId: string;
  /** Events of the run's earlier lives; none for a new run. */
  earlier: readonly RunEvent[];
  /** Secret of the run's record, the same in all its lives: signs what is too secret to be kept. */
  runKey: Uint8Array;
  runbook: Runbook;
  /** Path and sha256 of the document, for the record. */
  source: { path: string; revision: string };
  procedure: Procedure;
  system: System | null;
  target: Target;
  /** The target's clock: a range's own, else the host's. */
  clock: Clock;
  params: Readonly<Record<string, string>>;
  mode: 'run' | 'dry-run';
  readOnly: boolean;
  policy: Policy;
  grants: { effects: readonly Effect[]; by: string };
  handlers: Handlers;
  /** Variables of the caller that sessions see: credentials and profile for an account, nothing for a range. */
  env: Readonly<Record<string, string>>;
  host: Host;
  journal: Journal;
  /** Folder that commands may read; what they write stays in the session. */
  workingFolder: string | null;
  signal: AbortSignal;
  /** Output of a command while it runs, with secrets removed. */
  onOutput(chunk: { stepId: string; stream: 'stdout' | 'stderr'; text: string }): void;
}

/** A run has one session; parallel branches would have one each. */
const LANE = 'main';

type FinalState = Extract<RunEvent, { type: 'run-finished' }>['state'];
type StepState = Extract<RunEvent, { type: 'step-finished' }>['state'];

interface StepResult {
  state: StepState;
  exitCode: number;
  note: string;
  /** Nobody said that a person did what is left to one. */
  isOpen?: true;
  /** Ends the run in this state; the run goes on when left out. */
  stop?: FinalState;
}

const EXIT_CODES: Record<FinalState, number> = {
  done: 0,
  failed: 1,
  refused: 3,
  waiting: 4,
  unknown: 5,
  interrupted: 130,
};

/** Runs a procedure to its end and gives its report. Only wrong input throws; what happens while running is reported. */
export async function runProcedure(options: RunOptions): Promise<RunReport> {
  const run = new Run(options);
  await run.start();
  return reportRun(await options.journal.events());
}

class Run {
  private readonly options: RunOptions;
  private readonly earlier: EarlierLife;
  private readonly journal: Journal;
  private readonly results: { phase: Phase; state: StepState; isOpen: boolean }[] = [];
  private readonly redactor = createRedactor();
  private values: ReadonlyMap<string, string> = new Map();

  constructor(options: RunOptions) {
    this.options = options;
    this.earlier = new EarlierLife(options.earlier);
    this.journal = this.earlier.continue(options.journal);
  }

  async start(): Promise<void> {
    const { options } = this;
    const by = await checkIdentity(options);
    await this.record({
      type: 'run-started',
      runbook: options.source.path,
      revision: options.source.revision,
      procedureId: options.procedure.id,
      environment: options.target.environment,
      account: options.target.account,
      region: options.target.region,
      mode: options.mode,
      by,
    });
    const session = await this.openSession();
    try {
      this.values = await bindParameters({ ...options, journal: this.journal, session, redactor: this.redactor });
      const state = await this.runSteps(session);
      if (state === 'done' && session.replaying()) throw diverged();
      await this.finish(state);
    } catch (error) {
      await this.finish(failureState(error, options.signal), error);
      if (error instanceof SteadyError && error.exitCode === 2) throw error;
    } finally {
      const { files } = await session.close();
      if (files.length > 0) await this.record({ type: 'files-written', paths: [...files] });
    }
  }

  private async openSession(): Promise<Session> {
    const { options } = this;
    const guardOptions = { ...options, journal: this.journal, revision: options.source.revision };
    const guard = createGuard(guardOptions);
    const readOnlyGuard = createGuard({ ...guardOptions, readOnly: true });
    return openSession({
      runId: options.runId,
      lane: LANE,
      recorded: this.earlier.recorded(LANE),
      onUnknown: (intent) => this.askAboutUnknown(intent),
      runKey: options.runKey,
      handlers: options.handlers,
      target: options.target,
      clock: options.clock,
      journal: this.journal,
      guard: (request) => (request.stepId === BINDING_STEP ? readOnlyGuard(request) : guard(request)),
      env: { ...options.env, AWS_REGION: options.target.region, AWS_DEFAULT_REGION: options.target.region },
      workingFolder: options.workingFolder,
      redactor: this.redactor,
      signal: options.signal,
      onOutput: options.onOutput,
    });
  }

  private async runSteps(session: Session): Promise<FinalState> {
    for (const step of this.options.procedure.steps) {
      await this.record({
        type: 'step-started',
        stepId: step.id,
        phase: step.phase,
        text: step.text,
        line: step.line,
      });
      const result = await this.runStep(session, step);
      this.results.push({ phase: step.phase, state: result.state, isOpen: result.isOpen ?? false });
      const { state, exitCode, note } = result;
      await this.record({ type: 'step-finished', stepId: step.id, state, exitCode, note });
      if (result.stop) return result.stop;
    }
    if (this.results.some(({ phase, state }) => phase !== 'investigate' && state === 'failed')) return 'failed';
    return this.results.some(({ isOpen }) => isOpen) ? 'waiting' : 'done';
  }

  private async runStep(session: Session, step: Step): Promise<StepResult> {
    const skipped = await this.decideToSkip(step);
    if (skipped) return skipped;
    const blocks = step.blocks.filter(isRunnable);
    if (blocks.length === 0) return this.leaveToPerson(step);
    const failures: string[] = [];
    let exitCode = 0;
    for (const block of blocks) {
      const text = fillBlanks(block.text, this.values);
      const result = await session.run({ stepId: step.id, text, line: block.line });
      const failed = result.pieces.filter((piece) => piece.exitCode !== 0);
      failures.push(...failed.map((piece) => `line ${piece.line}: exit ${piece.exitCode}`));
      exitCode = failed.at(-1)?.exitCode ?? exitCode;
      if (result.ended)
        throw new SteadyError('SESSION_ENDED', { line: String(block.endLine), reason: 'the shell exited' });
    }
    if (failures.length > 0) return this.afterFailure(step, exitCode, failures.join(', '));
    if (blocks.length < step.blocks.length && step.blocks.some(isTypedInside)) return this.leaveToPerson(step);
    return { state: (await this.heldIn(step)) ? 'held' : 'done', exitCode: 0, note: '' };
  }

  private async heldIn(step: Step): Promise<boolean> {
    const events = await this.options.journal.events();
    return events.some(
      (event) => event.type === 'command-outcome' && event.stepId === step.id && event.state === 'held',
    );
  }

  private async decideToSkip(step: Step): Promise<StepResult | null> {
    if (this.options.mode === 'dry-run') return null;
    if (step.condition === null && step.alternativeTo === null) return null;
    if (step.actor === 'person' && step.commands.length === 0) return null;
    const text = step.condition ?? `Instead of the step before: ${step.text}`;
    const answer = await this.askPerson(step, text, ['take', 'skip']);
    if (answer === 'take') return null;
    if (answer === 'skip') return { state: 'skipped', exitCode: 0, note: `skipped: ${text}` };
    return { state: 'skipped', exitCode: 0, note: `nobody answered: ${text}`, stop: 'waiting' };
  }

  private async leaveToPerson(step: Step): Promise<StepResult> {
    if (this.options.mode === 'dry-run') return { state: 'person', exitCode: 0, note: 'for a person to do' };
    const inside = step.blocks.find(isTypedInside)?.inside;
    const what = inside ? `${step.text} (typed inside "${inside}")` : step.text;
    const answer = await this.askPerson(step, step.condition ? `${step.condition}: ${what}` : what, ['done', 'skip']);
    if (answer === null) return { state: 'person', exitCode: 0, note: 'left to a person', isOpen: true };
    return { state: 'person', exitCode: 0, note: `a person said: ${answer}` };
  }

  private async afterFailure(step: Step, exitCode: number, note: string): Promise<StepResult> {
    const goesOn = step.phase === 'investigate' || step.phase === 'verify' || this.options.mode === 'dry-run';
    if (goesOn) return { state: 'failed', exitCode, note };
    const answer = await this.askPerson(step, `This step failed (${note}). Go on with the next?`, ['continue', 'stop']);
    return answer === 'continue'
      ? { state: 'failed', exitCode, note }
      : { state: 'failed', exitCode, note, stop: 'failed' };
  }

  private async askPerson(step: Pick<Step, 'id'>, text: string, choices: readonly string[]): Promise<string | null> {
    const { host, runId, signal } = this.options;
    const recorded = this.earlier.answer(step.id, text);
    const answer = recorded ?? (await host.ask({ kind: 'person', runId, stepId: step.id, text, choices }, signal));
    const value = 'refused' in answer ? null : answer.value;
    await this.record({ type: 'answered', stepId: step.id, question: text, value, by: answer.by });
    return value;
  }

  /** A change that may or may not have happened, and whose handler could not tell. */
  private async askAboutUnknown(intent: CommandIntent): ReturnType<OnUnknown> {
    const command = quoteCommand(intent.program, intent.argv);
    const { host, runId, signal } = this.options;
    const text = `It is not known whether this was carried out: ${command}`;
    const choices = ['it was done', 'run it again', 'stop'];
    const answer = await host.ask({ kind: 'person', runId, stepId: intent.stepId, text, choices }, signal);
    if ('refused' in answer || answer.value === 'stop') return { treat: 'abort' };
    return answer.value === 'it was done' ? { treat: 'done', exitCode: 0, stdout: '' } : { treat: 'run-again' };
  }

  private async finish(state: FinalState, error?: unknown): Promise<void> {
    const note = error instanceof Error ? this.redactor.text(error.message) : this.summary();
    await this.record({ type: 'run-finished', state, exitCode: EXIT_CODES[state], note });
  }

  private summary(): string {
    const count = (state: StepState): number => this.results.filter((result) => result.state === state).length;
    const parts = [
      `${count('done')} of ${this.options.procedure.steps.length} steps done`,
      count('held') > 0 ? `${count('held')} held` : '',
      count('failed') > 0 ? `${count('failed')} failed` : '',
      count('skipped') > 0 ? `${count('skipped')} skipped` : '',
      count('person') > 0 ? `${count('person')} for a person` : '',
    ];
    return parts.filter((part) => part !== '').join(', ');
  }

  private record(event: DistributiveOmit<RunEvent, 'runId' | 'at'>): Promise<void> {
    return this.journal.append({ ...event, runId: this.options.runId, at: this.options.clock.now() } as RunEvent);
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Text that is typed into what an earlier command opened would run in the wrong place here. */
function isTypedInside(block: Block): boolean {
  return block.inside !== undefined && block.inside !== null;
}

function isRunnable(block: Block): boolean {
  return block.language === 'shell' && !isTypedInside(block);
}

function diverged(): SteadyError {
  const reason = 'the record goes on where this run has ended';
  return new SteadyError('RUN_DIVERGED', { command: 'the end of the procedure', line: '–', reason });
}

function failureState(error: unknown, signal: AbortSignal): FinalState {
  if (!(error instanceof SteadyError)) return signal.aborted ? 'interrupted' : 'failed';
  if (error.exitCode === 3) return 'refused';
  if (error.exitCode === 5) return 'unknown';
  return signal.aborted ? 'interrupted' : 'failed';
}
