import { type RunEvent, SteadyError } from '@steadyhand/contracts';
import { type Run, reportRun } from '@steadyhand/engine';
import { showReport } from '../carry-out-here.ts';
import { isEnded } from '../ended.ts';
import { showError } from '../errors.ts';
import { isInteractive } from '../interactive.ts';
import { interruptSignal } from '../interrupt.ts';
import { standardRenderer } from '../live-view.ts';
import { openQuestion } from '../open-question.ts';
import { promptQuestion } from '../prompts.ts';
import { placeOf, placeText, questionText, screen } from '../question-view.ts';
import type { OpenRecord } from '../record.ts';
import type { EventRenderer } from '../render/events.ts';
import { waysToAnswer } from '../render/question.ts';
import { type Asking, callerFor, sendAnswer } from '../send-answer.ts';
import { showSent } from '../show-sent.ts';
import { wallClock } from '../wall-clock.ts';
import { withRecord } from '../with-record.ts';
import { workerOf } from '../workers.ts';

const POLL_MS = 500;

/** Shows a run from its beginning until it ends, wherever it is carried out; gives its exit code. */
export async function attachCommand(runId: string): Promise<number> {
  return withRecord((record) => new Attachment(record, runId).follow());
}

class Attachment {
  private readonly record: OpenRecord;
  private readonly runId: string;
  private readonly renderer: EventRenderer = standardRenderer();
  private readonly events: RunEvent[] = [];
  private readonly detaching = new AbortController();
  /** The question that is asked here now. */
  private asking: { id: string; taking: AbortController; done: Promise<void> } | null = null;
  /** Of questions that were answered here, or that cannot be. */
  private readonly settled = new Set<string>();
  private failure: unknown = null;
  private seq = -1;
  /** How many of the events are on the screen. */
  private shown = 0;

  constructor(record: OpenRecord, runId: string) {
    this.record = record;
    this.runId = runId;
  }

  async follow(): Promise<number> {
    const signal = AbortSignal.any([interruptSignal(), this.detaching.signal]);
    await this.sayWhereNobodyIs();
    while (!signal.aborted) {
      // The row first: its end is not seen before the events that led to it.
      const run = await this.record.store.run(this.runId);
      await this.showNew(run);
      this.askWhatIsOpen(run);
      if (isEnded(run.status)) return showReport(reportRun(this.events), {});
      await wallClock.sleep(POLL_MS, signal).catch(() => undefined);
    }
    await this.takeAway();
    if (this.failure !== null) throw this.failure;
    process.stdout.write(`\nDetached: run ${this.runId} goes on. steady run ${this.runId} --attach shows it again.\n`);
    return 130;
  }

  private async sayWhereNobodyIs(): Promise<void> {
    const { status, environment } = await this.record.store.run(this.runId);
    if (status !== 'ready' || workerOf(environment, await this.record.store.workers())) return;
    process.stderr.write(`No worker is on ${environment}: run ${this.runId} waits for one, or for steady resume.\n`);
  }

  /** What is shown over a prompt cannot be taken away with it: it waits while the question there is open. */
  private async showNew(run: Run): Promise<void> {
    for (const { seq, event } of await this.record.store.eventsAfter(this.runId, this.seq)) {
      this.seq = seq;
      this.events.push(event);
    }
    if (this.asking) {
      if (this.asking.id === openQuestion(run, this.events)?.id) return;
      await this.takeAway();
    }
    for (const event of this.events.slice(this.shown)) this.renderer.event(event);
    this.shown = this.events.length;
  }

  /** Asks here what the run asks, until it is answered here or elsewhere; without a terminal it says how to answer. */
  private askWhatIsOpen(run: Run): void {
    const question = openQuestion(run, this.events);
    if (!question || this.asking || this.settled.has(question.id)) return;
    const isSecret = 'isSecret' in question && question.isSecret;
    if (isSecret || !isInteractive({})) {
      this.settled.add(question.id);
      process.stdout.write(`  to answer: ${waysToAnswer(run.id, question).join(' | ')}\n`);
      return;
    }
    const taking = new AbortController();
    const done = this.ask({ run, events: this.events, question }, taking.signal).catch((error: unknown) => {
      this.failure = error;
      this.detaching.abort();
    });
    this.asking = { id: question.id, taking, done };
  }

  private async ask(asking: Asking, signal: AbortSignal): Promise<void> {
    const { run, events, question } = asking;
    const place = placeOf(run, events);
    if (screen() !== process.stdout) screen().write(questionText(question, place));
    const reply = await promptQuestion(question, { runId: run.id, where: placeText(place), signal });
    if (signal.aborted) return;
    this.settled.add(question.id);
    this.asking = null;
    if (!reply) return this.detaching.abort();
    try {
      showSent(await sendAnswer(this.record, asking, { caller: await callerFor(run), reply }), asking, {});
    } catch (error) {
      if (!(error instanceof SteadyError)) throw error;
      showError(error);
    }
  }

  private async takeAway(): Promise<void> {
    const asking = this.asking;
    this.asking = null;
    asking?.taking.abort();
    await asking?.done;
  }
}
