/** Carries out the steps of a procedure in one session. Rules S2 to S5: run.ts. */
import { fillBlanks } from '@steadyhand/bash';
import { type Block, changesWorld, type Phase, type RunEvent, SteadyError, type Step } from '@steadyhand/contracts';
import type { Session } from '@steadyhand/shell';
import { chosenSteps, isLeftOut } from './chosen-steps.ts';
import type { DistributiveOmit, Questions } from './questions.ts';
import type { RunOptions } from './run-options.ts';

export type FinalState = Extract<RunEvent, { type: 'run-finished' }>['state'];
type StepState = Extract<RunEvent, { type: 'step-finished' }>['state'];
type StepEvent = Extract<RunEvent, { type: 'step-started' | 'step-finished' }>;

export interface StepsOptions
  extends Pick<RunOptions, 'procedure' | 'phases' | 'mode' | 'journal' | 'runId' | 'clock'> {
  session: Session;
  questions: Questions;
  /** Of the parameters. */
  values: ReadonlyMap<string, string>;
}

interface StepResult {
  state: StepState;
  exitCode: number;
  note: string;
  /** Nobody said that a person did what is left to one. */
  isOpen?: true;
  /** Ends the run in this state; the run goes on when left out. */
  stop?: FinalState;
  /** The step begins anew. */
  again?: true;
}

const done: StepResult = { state: 'done', exitCode: 0, note: '' };

export class Steps {
  private readonly options: StepsOptions;
  private readonly results: { phase: Phase; state: StepState; isOpen: boolean }[] = [];

  constructor(options: StepsOptions) {
    this.options = options;
  }

  async run(): Promise<FinalState> {
    const steps = this.chosen();
    if (steps.length === 0) throw this.nothingToRun();
    for (const step of steps) {
      const result = await this.runUntilDone(step);
      this.results.push({ phase: step.phase, state: result.state, isOpen: result.isOpen ?? false });
      if (result.stop) return result.stop;
    }
    if (this.results.some(({ phase, state }) => phase !== 'investigate' && state === 'failed')) return 'failed';
    return this.results.some(({ isOpen }) => isOpen) ? 'waiting' : 'done';
  }

  /** In words, what became of them. */
  summary(): string {
    const count = (state: StepState): number => this.results.filter((result) => result.state === state).length;
    const parts = [
      `${count('done')} of ${this.chosen().length} steps done`,
      count('held') > 0 ? `${count('held')} held` : '',
      count('failed') > 0 ? `${count('failed')} failed` : '',
      count('skipped') > 0 ? `${count('skipped')} skipped` : '',
      count('person') > 0 ? `${count('person')} for a person` : '',
    ];
    return parts.filter((part) => part !== '').join(', ');
  }

  private nothingToRun(): SteadyError {
    const { procedure, phases } = this.options;
    const known = [...new Set(procedure.steps.map(({ phase }) => phase))].join(', ');
    return new SteadyError('NO_STEPS', { procedure: procedure.id, phases: phases?.join(', ') ?? '', known });
  }

  private chosen(): readonly Step[] {
    return chosenSteps(this.options.procedure, this.options.phases);
  }

  private async runUntilDone(step: Step): Promise<StepResult> {
    const { id: stepId, phase, text, line } = step;
    for (;;) {
      await this.record({ type: 'step-started', stepId, phase, text, line });
      const result = await this.runStep(step);
      const { state, exitCode, note } = result;
      await this.record({ type: 'step-finished', stepId, state, exitCode, note });
      if (!result.again) return result;
    }
  }

  private async runStep(step: Step): Promise<StepResult> {
    const skipped = await this.decideToSkip(step);
    if (skipped) return skipped;
    const blocks = step.blocks.filter(isRunnable);
    if (blocks.length === 0) return this.leaveToPerson(step);
    const failures: string[] = [];
    let exitCode = 0;
    for (const block of blocks) {
      const text = fillBlanks(block.text, this.options.values);
      const result = await this.options.session.run({ stepId: step.id, text, line: block.line });
      if (result.skipped !== null) return { state: 'skipped', exitCode: 0, note: `left out: ${result.skipped}` };
      const failed = result.pieces.filter((piece) => piece.exitCode !== 0);
      failures.push(...failed.map((piece) => `line ${piece.line}: exit ${piece.exitCode}`));
      exitCode = failed.at(-1)?.exitCode ?? exitCode;
      if (result.ended)
        throw new SteadyError('SESSION_ENDED', { line: String(block.endLine), reason: 'the shell exited' });
    }
    if (failures.length > 0) return this.afterFailure(step, exitCode, failures.join(', '));
    if (blocks.length < step.blocks.length && step.blocks.some(isTypedInside)) return this.leaveToPerson(step);
    return (await this.heldIn(step)) ? { ...done, state: 'held' } : done;
  }

  private async heldIn(step: Step): Promise<boolean> {
    const events = await this.options.journal.events();
    return events.some(
      (event) => event.type === 'command-outcome' && event.stepId === step.id && event.state === 'held',
    );
  }

  private async decideToSkip(step: Step): Promise<StepResult | null> {
    if (this.options.mode === 'dry-run') return null;
    if (isLeftOut(step, this.options)) return { state: 'skipped', exitCode: 0, note: 'rollback runs on request alone' };
    if (step.condition === null && step.alternativeTo === null) return null;
    if (step.actor === 'person' && step.commands.length === 0) return null;
    const text = step.condition ?? `Instead of the step before: ${step.text}`;
    const said = await this.options.questions.decide(step, text, ['take', 'skip']);
    if (said?.value === 'take') return null;
    if (said) return { state: 'skipped', exitCode: 0, note: withReason(`skipped: ${text}`, said.reason) };
    return { state: 'skipped', exitCode: 0, note: `nobody answered: ${text}`, stop: 'waiting' };
  }

  private async leaveToPerson(step: Step): Promise<StepResult> {
    if (this.options.mode === 'dry-run') return { state: 'person', exitCode: 0, note: 'for a person to do' };
    const inside = step.blocks.find(isTypedInside)?.inside;
    const what = inside ? `${step.text} (typed inside "${inside}")` : step.text;
    const text = step.condition ? `${step.condition}: ${what}` : what;
    const said = await this.options.questions.decide(step, text, ['done', 'skip']);
    if (said === null) return { state: 'person', exitCode: 0, note: 'left to a person', isOpen: true };
    return { state: 'person', exitCode: 0, note: withReason(`a person said: ${said.value}`, said.reason) };
  }

  private async afterFailure(step: Step, exitCode: number, note: string): Promise<StepResult> {
    const failed: StepResult = { state: 'failed', exitCode, note };
    if (this.mayGoOnAfter(step)) return failed;
    const said = await this.options.questions.decide(step, `This step failed (${note}). What now?`, [
      'retry',
      'skip',
      'stop',
    ]);
    if (said?.value === 'retry')
      return { ...failed, note: withReason(`${note}; tried again`, said.reason), again: true };
    if (said?.value === 'skip') return { ...failed, note: withReason(`${note}; the run went on`, said.reason) };
    return { ...failed, stop: 'failed' };
  }

  /** What only looked has changed nothing; but a wait that failed is what the changes behind it rest on. */
  private mayGoOnAfter(step: Step): boolean {
    if (this.options.mode === 'dry-run' || step.phase === 'investigate') return true;
    const steps = this.chosen();
    const later = steps.slice(steps.indexOf(step) + 1).flatMap(({ commands }) => commands);
    return step.phase === 'verify' && !later.some(({ effect }) => changesWorld(effect));
  }

  private record(event: DistributiveOmit<StepEvent, 'runId' | 'at'>): Promise<void> {
    const { journal, runId, clock } = this.options;
    return journal.append({ ...event, runId, at: clock.now() } as StepEvent);
  }
}

function withReason(text: string, reason: string): string {
  return reason === '' ? text : `${text} (${reason})`;
}

/** Text that is typed into what an earlier command opened would run in the wrong place here. */
function isTypedInside(block: Block): boolean {
  return block.inside !== undefined && block.inside !== null;
}

function isRunnable(block: Block): boolean {
  return block.language === 'shell' && !isTypedInside(block);
}
