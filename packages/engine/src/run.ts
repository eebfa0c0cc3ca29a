/**
 * One life of a run of a procedure, from its start or from where an earlier life stopped.
 *
 * S1 Nothing runs before the caller's identity is checked and every parameter is bound.
 * S2 Steps run in the document's order, in one session. A step with a condition runs when a person says so; an
 *    alternative runs only when chosen, and rollback steps only when asked for; in a dry run all of them are shown.
 * S3 A failing step of the investigation, or of a verification that no change comes after, is recorded and the run goes on;
 *    any other failing step stops and asks.
 * S4 A run that left something to a person, or in which anything but the investigation failed, does not end as "done".
 * S5 What is typed into a program that an earlier command opened is never run in the session: a person does it.
 * S6 Whatever happens, the life ends with a closed session, and with one `run-finished` event where it can be written.
 * S7 Orders of people, and the end of the worker, stop the run before its next command, never within a change.
 * S8 What the session wrote is kept with the run when it ends.
 */
import {
  atLeast,
  type CommandIntent,
  type ErrorCode,
  type Identity,
  type Role,
  type RunEvent,
  SteadyError,
  type System,
} from '@steadyhand/contracts';
import {
  createRedactor,
  type OnUnknown,
  openSession,
  recordedHostFiles,
  type Session,
  type SessionOptions,
} from '@steadyhand/shell';
import { keepArtifacts } from './artifacts.ts';
import { BINDING_STEP, bindParameters } from './bind.ts';
import type { Conduct, Look, Worked } from './conduct.ts';
import { EarlierLife } from './earlier-life.ts';
import { calendarFor, createGuard, type GuardOptions } from './guard.ts';
import { checkIdentity } from './identity.ts';
import { Inbox } from './inbox.ts';
import { roleOf } from './people/role.ts';
import { prepareHandlers } from './probe.ts';
import { type DistributiveOmit, Questions, UNKNOWN_CHOICES } from './questions.ts';
import type { RunOptions } from './run-options.ts';
import { type RunReport, reportRun } from './run-report.ts';
import { type FinalState, Steps } from './steps.ts';
import { withoutTypedSecrets } from './typed-words.ts';

/** A run has one session; parallel branches would have one each. */
const LANE = 'main';

const EXIT_CODES: Record<FinalState, number> = {
  done: 0,
  failed: 1,
  refused: 3,
  cancelled: 3,
  waiting: 4,
  paused: 4,
  unknown: 5,
  interrupted: 130,
};

/** After these the run may go on, and its session is built anew then. */
const STOPS: readonly FinalState[] = ['waiting', 'paused'];

/** Runs a procedure to its end and gives its report. Only wrong input throws; what happens while running is reported. */
export async function runProcedure(options: RunOptions): Promise<RunReport> {
  return conductRun(options, STEPS);
}

/** The same for a run that does something else with its session. */
export async function conductRun(options: RunOptions, conduct: Conduct): Promise<RunReport> {
  const run = new Run(options, conduct);
  await run.live();
  return reportRun(await options.journal.events());
}

const STEPS: Conduct = {
  replays: true,
  parks: true,
  asks: true,
  session: {},
  async work({ options, session, questions, redactor }) {
    const values = await bindParameters({ ...options, session, redactor, questions });
    const steps = new Steps({ ...options, session, questions, values });
    const state = await steps.run();
    const trapped = state === 'done' ? session.trapped() : null;
    // The shell ends with the run, and not where that may go on.
    if (trapped) await session.run({ ...trapped, text: 'exit $?' });
    if (state === 'done' && session.replaying()) throw diverged();
    return { state, note: steps.summary() };
  },
};

class Run {
  private readonly options: RunOptions;
  private readonly conduct: Conduct;
  private readonly earlier: EarlierLife;
  private readonly redactor = createRedactor();
  /** Why the run stops before its next command. */
  private readonly stopping = new AbortController();
  private readonly signal: AbortSignal;
  private readonly inbox: Inbox | null;
  private readonly questions: Questions;
  private session: Session | null = null;

  constructor(options: RunOptions, conduct: Conduct) {
    const { shared, host, system } = options;
    this.conduct = conduct;
    this.earlier = new EarlierLife(conduct.replays ? options.earlier : []);
    this.options = { ...options, journal: withoutTypedSecrets(this.earlier.continue(options.journal), this.redactor) };
    const stop = (error: unknown): void => this.stop(error);
    const people = system?.people ?? {};
    this.inbox =
      shared && new Inbox({ ...this.options, wall: host.clock, people, messages: () => shared.messages(), stop });
    this.signal = AbortSignal.any([options.signal, this.stopping.signal]);
    const { earlier, inbox, signal } = this;
    this.questions = new Questions({ ...this.options, signal, earlier, inbox, parks: conduct.parks });
  }

  async live(): Promise<void> {
    const yielding = this.options.shared?.yielding;
    const onYield = (): void => this.stop(new SteadyError('INTERRUPTED'));
    yielding?.addEventListener('abort', onYield, { once: true });
    if (yielding?.aborted) onYield();
    try {
      await this.begin();
      await this.inbox?.open();
      await this.runSession();
    } finally {
      yielding?.removeEventListener('abort', onYield);
      await this.inbox?.close();
    }
  }

  /** Before the session: a caller in the wrong account leaves no record of a run (S1). */
  private async begin(): Promise<void> {
    const { source, procedure, target, mode, shared, earlier } = this.options;
    const by = await checkIdentity(this.options);
    await prepareHandlers(this.options);
    if (shared && earlier.length > 0)
      await this.record({ type: 'taken-over', worker: shared.worker, epoch: shared.epoch });
    if (earlier.length > 0 && !this.conduct.replays) return;
    await this.record({
      type: 'run-started',
      runbook: source.path,
      revision: source.revision,
      procedureId: procedure.id,
      environment: target.environment,
      account: target.account,
      region: target.region,
      mode,
      by,
    });
    if (earlier.length === 0) await this.noteUnusedWindows();
  }

  /** A freeze that nobody can read is no freeze: whoever runs this must know. */
  private async noteUnusedWindows(): Promise<void> {
    const { notUnderstood } = calendarFor(this.options, this.options.clock.now());
    if (notUnderstood.length === 0) return;
    const text = `Not applied, since not understood: ${notUnderstood.join('; ')}`;
    await this.record({ type: 'note', stepId: null, text, by: 'steadyhand' });
  }

  private async runSession(): Promise<void> {
    const { redactor, questions, signal, options } = this;
    const guarding = this.guardOptions();
    const session = await openSession(this.sessionOptions(guarding));
    this.session = session;
    const openLook = (look: Look): Promise<Session> => openSession(this.lookOptions(guarding, look));
    let error: unknown = null;
    let worked: Worked = { state: 'failed', note: '' };
    let written: readonly string[] = [];
    try {
      this.stopping.signal.throwIfAborted();
      worked = await this.conduct.work({ options, session, questions, redactor, signal, guarding, openLook });
    } catch (thrown) {
      if (isOfRecord(thrown)) throw thrown;
      error = thrown;
      const note = redactor.text(thrown instanceof Error ? thrown.message : String(thrown));
      worked = { state: failureState(thrown, options.signal), note };
    } finally {
      written = (await session.close()).files;
    }
    const goesOn = this.conduct.replays && STOPS.includes(worked.state);
    if (!goesOn) await keepArtifacts(written, { ...options, session, redactor });
    await this.finish(worked, error);
    if (error instanceof SteadyError && error.exitCode === 2) throw error;
  }

  /** A change that is under way comes to its end first (S7). */
  private stop(error: unknown): void {
    if (this.stopping.signal.aborted) return;
    const reason = error instanceof SteadyError ? error : new SteadyError('INTERNAL', { reason: String(error) });
    this.stopping.abort(reason);
    this.session?.interrupt(reason);
  }

  private guardOptions(): GuardOptions {
    const { options, questions } = this;
    return { ...options, role: requesterRole(options.requester, options.system?.people ?? {}), questions };
  }

  /** A session beside the run's own, in which Steadyhand looks at the world for whoever types. */
  private lookOptions(guarding: GuardOptions, { lane, firstSeq }: Look): SessionOptions {
    const options = this.sessionOptions({ ...guarding, readOnly: true });
    return { ...options, lane, firstSeq, workingFolder: null, onOutput: () => undefined };
  }

  private sessionOptions(guarding: GuardOptions): SessionOptions {
    const { options } = this;
    const { target } = options;
    const guard = createGuard(guarding);
    const readOnlyGuard = createGuard({ ...guarding, readOnly: true });
    return {
      runId: options.runId,
      lane: LANE,
      recorded: this.earlier.recorded(LANE),
      hostFiles: { recorded: recordedHostFiles(this.conduct.replays ? options.earlier : []) },
      onUnknown: (intent, _call, evidence) => this.askAboutUnknown(intent, evidence),
      runKey: options.runKey,
      handlers: options.handlers,
      target,
      clock: options.clock,
      journal: options.journal,
      guard: (request) => (request.stepId === BINDING_STEP ? readOnlyGuard(request) : guard(request)),
      env: { ...options.env, AWS_REGION: target.region, AWS_DEFAULT_REGION: target.region },
      workingFolder: options.workingFolder,
      redactor: this.redactor,
      signal: options.signal,
      onOutput: options.onOutput,
      ...(this.conduct.asks && { askLine: (question) => this.questions.line(question) }),
      ...this.parkSleepsMs(),
      ...(options.mode === 'run' && options.host.beginWatch && { beginWatch: options.host.beginWatch }),
      ...this.conduct.session,
    };
  }

  /** A clock that is behind the record cannot say when a sleep is over: it is waited for here, and no longer than it is. */
  private parkSleepsMs(): { parkSleepsMs?: number } {
    const { shared, earlier, clock } = this.options;
    const last = earlier.at(-1);
    if (shared?.parkSleepsMs === undefined || (last && clock.now() < last.at)) return {};
    return { parkSleepsMs: shared.parkSleepsMs };
  }

  /** A change that may or may not have happened, and whose handler could not tell. */
  private async askAboutUnknown(intent: CommandIntent, evidence: string): ReturnType<OnUnknown> {
    const said = await this.questions.unknown(intent, evidence);
    if (said?.value === UNKNOWN_CHOICES.done) return { treat: 'done', exitCode: 0, stdout: '', by: said.by };
    if (said?.value === UNKNOWN_CHOICES.again) return { treat: 'run-again', by: said.by };
    return { treat: 'abort', ...(said ? { by: said.by } : {}) };
  }

  private async finish({ state, note, exitCode = EXIT_CODES[state] }: Worked, error: unknown): Promise<void> {
    const until = wakeTime(error);
    const { clock, host } = this.options;
    const wakeAt = until === null ? {} : { wakeAt: host.clock.now() + (until - clock.now()) / (clock.rate ?? 1) };
    await this.record({ type: 'run-finished', state, exitCode, note, ...wakeAt });
  }

  private record(event: DistributiveOmit<RunEvent, 'runId' | 'at'>): Promise<void> {
    const { journal, runId, clock } = this.options;
    return journal.append({ ...event, runId, at: clock.now() } as RunEvent);
  }
}

/** A claim to a key was not signed when the run was asked for: on it alone nobody is more than a responder. */
function requesterRole(requester: Identity, people: System['people']): Role {
  if (requester.source !== 'key') return roleOf(requester, null, people);
  const role = roleOf(requester, people[requester.name]?.key ?? null, people);
  return atLeast(role, 'responder') ? 'responder' : role;
}

/** When a sleep that left the process is over, on the target's clock. */
function wakeTime(error: unknown): number | null {
  if (!(error instanceof SteadyError) || error.code !== 'RUN_PARKED') return null;
  return error.params.until === undefined ? null : Number(error.params.until);
}

function diverged(): SteadyError {
  const reason = 'the record goes on where this run has ended';
  return new SteadyError('RUN_DIVERGED', { command: 'the end of the procedure', line: '–', reason });
}

const STATE_OF_ERROR: Partial<Record<ErrorCode, FinalState>> = {
  RUN_PARKED: 'waiting',
  RUN_PAUSED: 'paused',
  RUN_CANCELLED: 'cancelled',
  INTERRUPTED: 'interrupted',
};

/** Who cannot write to the record, or may not any more, says nothing of the run: another life finds out. */
export function isOfRecord(error: unknown): boolean {
  return error instanceof SteadyError && (error.code === 'DATABASE_FAILED' || error.code === 'RUN_FENCED');
}

export function failureState(error: unknown, signal: AbortSignal): FinalState {
  const otherwise = signal.aborted ? 'interrupted' : 'failed';
  if (!(error instanceof SteadyError)) return otherwise;
  if (error.exitCode === 3 && error.code !== 'RUN_CANCELLED') return 'refused';
  if (error.exitCode === 5) return 'unknown';
  return STATE_OF_ERROR[error.code] ?? otherwise;
}
