/**
 * The lines of a shell session. What was typed at once is one block of the run's session and one step of its record.
 *
 * P1 Every block is kept before it runs, and what became of it before the next is asked for.
 * P2 What is typed and what is shown of it in the record has no secrets.
 * P3 An error ends a block, and a script; a person is told and goes on. Only the end of the run ends a person's session.
 * P4 A resource is locked while a block that changes it runs, and not until somebody leaves the prompt.
 * P5 What an earlier process was in the middle of is not gone through again: its changes are recorded as unknown.
 */
import { analyseShell, quoteCommand } from '@steadyhand/bash';
import { changesWorld, type RunEvent, SteadyError } from '@steadyhand/contracts';
import { type BlockResult, PURE_TOOLS, recordedCalls, statusOf } from '@steadyhand/shell';
import { Binder } from '../bind.ts';
import type { Worked, Working } from '../conduct.ts';
import type { DistributiveOmit } from '../questions.ts';
import { failureState, isOfRecord } from '../run.ts';
import { commandReports } from '../run-report.ts';
import { effectsOf } from './effects-of.ts';
import { Lookout } from './look.ts';
import type { LineResult, Prompt, Resumed, Shell } from './prompt.ts';
import { learnTypedSecrets } from './typed-secrets.ts';

type Outcome = Pick<BlockResult, 'exitCode' | 'stdout' | 'stderr' | 'ended' | 'skipped'> & {
  error: SteadyError | null;
};

export class Lines {
  private readonly working: Working;
  private readonly prompt: Prompt;
  private readonly binder: Binder;
  private readonly lookout: Lookout;
  private isRunning = false;
  private status = 0;
  private steps = 0;
  private failed = 0;
  private line = 1;
  private isUnknown = false;

  constructor(working: Working, prompt: Prompt) {
    this.working = working;
    this.prompt = prompt;
    this.binder = new Binder({ ...working.options, ...working });
    this.lookout = new Lookout(working);
  }

  async work(): Promise<Worked> {
    const { signal } = this.working;
    try {
      await this.bindGiven();
      this.prompt.opened(this.shell(), await this.resume());
      for (;;) {
        const text = await this.prompt.next(signal);
        signal.throwIfAborted();
        if (text === null) return await this.leave();
        const result = await this.carryOut(text);
        this.prompt.ended(result);
        if (result.error && this.prompt.isScript) return this.endOfScript(result.error);
        if (result.leaves) return this.end();
      }
    } finally {
      await this.lookout.close();
    }
  }

  /** Whoever leaves the prompt ends the shell. */
  private async leave(): Promise<Worked> {
    if (this.working.session.trapped()) this.prompt.ended(await this.carryOut('exit $?'));
    return this.end();
  }

  private async carryOut(text: string): Promise<LineResult> {
    const { redactor, options, session } = this.working;
    const [stepId, line] = [`line-${this.line}`, this.line];
    this.line += text.split('\n').length;
    this.steps += 1;
    learnTypedSecrets(text, redactor);
    const shown = redactor.text(text.trim());
    await this.record({ type: 'step-started', stepId, phase: 'other', text: shown, line });
    const outcome = await this.runBlock(() => session.run({ stepId, text, line }), text);
    const { exitCode, error, ended, stdout, stderr } = outcome;
    this.status = exitCode;
    const own = (await options.journal.events()).filter((event) => 'stepId' in event && event.stepId === stepId);
    const commands = commandReports(own);
    this.isUnknown ||= commands.some(({ state }) => state === 'unknown');
    this.failed += exitCode === 0 ? 0 : 1;
    const state = stateOf(
      outcome,
      commands.some((command) => command.state === 'held'),
    );
    const note = error ? redactor.text(error.message) : exitCode === 0 ? '' : `exit ${exitCode}`;
    await this.record({ type: 'step-finished', stepId, state, exitCode, note });
    await options.shared?.releaseLocks();
    return { stepId, line, text: shown, exitCode, stdout, stderr, error, commands, leaves: ended };
  }

  private async runBlock(run: () => Promise<BlockResult>, text: string): Promise<Outcome> {
    this.isRunning = true;
    try {
      await this.bindNames(text);
      return { ...(await run()), error: null };
    } catch (thrown) {
      if (isOfRecord(thrown) || this.working.signal.aborted) throw thrown;
      const error = thrown instanceof SteadyError ? thrown : new SteadyError('INTERNAL', { reason: String(thrown) });
      return { exitCode: statusOf(error), stdout: '', stderr: '', ended: false, skipped: null, error };
    } finally {
      this.isRunning = false;
    }
  }

  private async bindGiven(): Promise<void> {
    for (const name of Object.keys(this.working.options.params)) await this.binder.bind(name);
  }

  /** Names without a value get one as in a run of the runbook: from steadyhand.yaml, or the document's own definition. */
  private async bindNames(text: string): Promise<void> {
    const env = this.working.session.env();
    const unset = analyseShell(text).uses.filter(({ name, hasDefault }) => !hasDefault && env[name] === undefined);
    for (const { name } of unset) await this.binder.bind(name);
  }

  /** Null for a new session. */
  private async resume(): Promise<Resumed | null> {
    const { earlier } = this.working.options;
    if (earlier.length === 0) return null;
    const started = earlier.filter((event) => event.type === 'step-started');
    const finished = new Set(earlier.flatMap((event) => (event.type === 'step-finished' ? [event.stepId] : [])));
    const last = started.at(-1);
    if (last) this.line = last.line + last.text.split('\n').length;
    const unknown = await this.settleOpenCalls();
    for (const { stepId } of started.filter((step) => !finished.has(step.stepId))) {
      const note = 'cut off: its process ended';
      await this.record({ type: 'step-finished', stepId, state: 'failed', exitCode: 130, note });
    }
    return { lines: started.length, unknown };
  }

  private async settleOpenCalls(): Promise<string[]> {
    const unknown: string[] = [];
    for (const { intent, outcome } of recordedCalls(this.working.options.earlier, 'main')) {
      if (intent?.verdict !== 'run' || !changesWorld(intent.effect)) continue;
      if (outcome !== null && outcome.state !== 'unknown') continue;
      unknown.push(quoteCommand(intent.program, intent.argv));
      if (outcome !== null) continue;
      const { stepId, lane, seq } = intent;
      const nothing = { exitCode: 130, stdout: '', stderr: '', durationMs: 0, dependsOnHeld: false };
      await this.record({ type: 'command-outcome', stepId, lane, seq, state: 'unknown', ...nothing });
    }
    return unknown;
  }

  private end(): Worked {
    const note = `${count(this.steps, 'line')}${this.failed > 0 ? `, ${this.failed} failed` : ''}`;
    if (this.isUnknown) return { state: 'unknown', note, ...(this.prompt.isScript ? {} : { exitCode: this.status }) };
    if (!this.prompt.isScript) return { state: 'done', note, exitCode: this.status };
    return { state: this.status === 0 ? 'done' : 'failed', note };
  }

  private endOfScript(error: SteadyError): Worked {
    const state = failureState(error, this.working.options.signal);
    return { state, note: this.working.redactor.text(error.message), exitCode: error.exitCode };
  }

  private shell(): Shell {
    const { session, redactor, options } = this.working;
    return {
      runId: options.runId,
      interrupt: (how) => {
        if (this.isRunning)
          session.interrupt(new SteadyError('INTERRUPTED', {}, { state: 'What had run stands.' }), how);
      },
      programs: [...options.handlers.keys(), ...PURE_TOOLS],
      env: () => session.env(),
      readFolder: (path) => session.readFolder(path),
      holdsSecret: (text) => {
        learnTypedSecrets(text, redactor);
        return redactor.text(text) !== text;
      },
      effectsOf: (text) => effectsOf(text, this.working),
      look: (argv, signal) => this.lookout.look(argv, signal),
      note: (text) =>
        this.record({ type: 'note', stepId: null, text: redactor.text(text), by: options.requester.name }),
    };
  }

  private record(event: DistributiveOmit<RunEvent, 'runId' | 'at'>): Promise<void> {
    const { journal, runId, clock } = this.working.options;
    return journal.append({ ...event, runId, at: clock.now() } as RunEvent);
  }
}

function stateOf({ error, exitCode, skipped }: Outcome, isHeld: boolean): 'done' | 'failed' | 'skipped' | 'held' {
  if (skipped !== null) return 'skipped';
  if (error || exitCode !== 0) return 'failed';
  return isHeld ? 'held' : 'done';
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
